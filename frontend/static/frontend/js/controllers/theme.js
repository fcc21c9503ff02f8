/** Light, dark or as the system has it; remembered in a cookie so that no page flashes. */

const YEAR = 31536000;
// The admin keeps its own choice under this name.
const ADMIN_KEY = "adminTheme";

export default function theme(element) {
  const choices = [...element.querySelectorAll("[data-theme-choice]")];

  const choose = (name) => {
    document.documentElement.dataset.theme = name;
    document.cookie = `theme=${name}; path=/; max-age=${YEAR}; samesite=lax`;
    localStorage.setItem(ADMIN_KEY, JSON.stringify(name === "system" ? "auto" : name));
    for (const choice of choices) {
      choice.setAttribute("aria-checked", String(choice.dataset.themeChoice === name));
    }
  };

  for (const choice of choices) {
    choice.addEventListener("click", () => choose(choice.dataset.themeChoice));
  }
}
