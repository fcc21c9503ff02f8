/** Printing with every page's picture: those that wait to be scrolled to are fetched first. */

export async function printWhole(element) {
  const pictures = [...element.querySelectorAll("img")];
  for (const picture of pictures) picture.loading = "eager";
  await Promise.allSettled(pictures.map((picture) => picture.decode()));
  window.print();
}
