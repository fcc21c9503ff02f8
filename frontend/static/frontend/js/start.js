/** Every page begins here: behaviour is attached to the markup, then the page says it is ready. */

import { attach } from "./attach.js";

await attach(document);
document.documentElement.dataset.ready = "";
