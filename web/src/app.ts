import "./styles/app.css";
import "./pages";
import { enliven, type Island } from "./islands";

// Every module in islands takes part by being there; its code is fetched where a page has it.
enliven(document, import.meta.glob<Island>("./islands/*.ts"));
