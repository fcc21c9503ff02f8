/** What the panel's selects offer. */

export const types = () => [
  ["text", gettext("Text")],
  ["amount", gettext("Amount")],
  ["integer", gettext("Whole number")],
  ["percent", gettext("Percent")],
  ["date", gettext("Date")],
  ["time", gettext("Time")],
  ["datetime", gettext("Date and time")],
  ["code", gettext("Code or number")],
  ["tax_id", gettext("Tax number")],
  ["phone", gettext("Phone")],
  ["email", gettext("E-mail")],
  ["checkbox", gettext("Checkbox")],
  ["signature", gettext("Signature")],
  ["barcode", gettext("Barcode")],
];

export const sides = () => [
  ["right", gettext("the value stands right of it")],
  ["below", gettext("the value stands below it")],
  ["left", gettext("the value stands left of it")],
  ["above", gettext("the value stands above it")],
  ["same", gettext("it stands in the same box")],
];

export const locales = () => [
  ["", gettext("of the template's language")],
  ["zh-CN", "zh-CN · 1,234.50 · 2024年5月6日"],
  ["en-US", "en-US · 1,234.50 · 05/06/2024"],
  ["en-GB", "en-GB · 1,234.50 · 06/05/2024"],
  ["de-DE", "de-DE · 1.234,50 · 06.05.2024"],
  ["fr-FR", "fr-FR · 1 234,50 · 06/05/2024"],
];

export const languages = () => [
  ["zh+en", gettext("Chinese and English")],
  ["zh", gettext("Chinese")],
  ["en", gettext("English")],
  ["de", gettext("German")],
  ["fr", gettext("French")],
  ["de+en", gettext("German and English")],
];

export const CHECKSUMS = ["cn.uscc", "cn.ric", "iban", "eu.vat", "de.vat", "de.idnr", "fr.siret", "luhn", "ean"];
export const CHARSETS = ["digits", "latin", "alnum", "amount"];
export const MARKS = ["checkbox", "signature"];
export const WITH_LOCALE = ["amount", "integer", "percent", "date", "time", "datetime"];
