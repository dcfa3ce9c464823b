import "./styles/app.css";
import "./pages";
import { ADDED, enliven, type Island } from "./islands";

// Every module in islands takes part by being there; its code is fetched where a page has it.
const loaders = import.meta.glob<Island>("./islands/*.ts");
enliven(document, loaders);
document.addEventListener(ADDED, (event) => enliven(event.target as Element, loaders));
