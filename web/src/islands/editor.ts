import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { type Diagnostic, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { ADDED } from "../islands";
import { complete, type Words } from "../sparql/complete";
import { colours, looks } from "../sparql/looks";
import { CHINESE } from "../sparql/phrases";
import { placeOf } from "../sparql/place";

/**
 * Makes the form's text area an editor, and has answers come without a new page.
 *
 * The server makes the page for an answer in any case; of that page the part with the answer is
 * taken. The editor lives in a shadow tree, where its style sheets are adopted ones: so the content
 * security policy lets no style sheet of others in. Tab is left to the browser, which moves on.
 */
export function mount(form: HTMLElement): void {
  const area = form.querySelector("textarea");
  const results = document.getElementById("results");
  if (!(form instanceof HTMLFormElement) || area === null || results === null) return;
  const text = area;
  const answer = results;
  const run = form.querySelector<HTMLButtonElement>("button[type=submit]");
  const stop = form.querySelector<HTMLButtonElement>("button[data-stop]");
  const status = form.querySelector<HTMLElement>("[data-status]");
  const lang = document.documentElement.lang;
  let words: Promise<Words> | null = null;
  let asking: AbortController | null = null;

  /** Once, from our own server, when the reader first needs it. */
  function known(): Promise<Words> {
    words ??= fetch("/sparql/terms").then((found) => found.json());
    words.catch(() => {
      words = null;
    });
    return words;
  }

  async function offers(context: CompletionContext): Promise<CompletionResult | null> {
    const before = context.state.sliceDoc(0, context.pos);
    const whole = context.state.doc.toString();
    const found = complete(before, whole, await known(), lang, context.explicit);
    if (found === null) return null;
    const options = found.offers.map((each) => ({
      label: each.label,
      detail: each.detail,
      type: each.sort,
    }));
    return { from: found.from, options, filter: false };
  }

  const extensions: Extension[] = [
    lineNumbers(),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    autocompletion({ override: [offers], icons: false }),
    StreamLanguage.define(sparql),
    syntaxHighlighting(colours),
    looks,
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": form.dataset.label ?? "", lang: "en" }),
    EditorState.phrases.of(lang === "zh" ? CHINESE : {}),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) text.value = update.state.doc.toString();
      if (update.focusChanged && update.view.hasFocus) known().catch(() => undefined);
    }),
    keymap.of([
      {
        key: "Mod-Enter",
        run: () => {
          form.requestSubmit();
          return true;
        },
      },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...lintKeymap,
      ...defaultKeymap,
    ]),
  ];
  const host = document.createElement("div");
  host.className = "editor";
  const root = host.attachShadow({ mode: "open" });
  text.before(host);
  text.hidden = true;
  const view = new EditorView({ doc: text.value, extensions, parent: root, root });
  form.querySelector("label")?.addEventListener("click", () => view.focus());

  /** Underlines what the answer says is wrong, with the suggestion as a thing to do. */
  function mark(): void {
    const fault = answer.querySelector<HTMLElement>("[data-line]");
    const marks: Diagnostic[] = [];
    if (fault !== null) {
      const { line, column, length, what } = fault.dataset;
      const text = view.state.doc.toString();
      const place = placeOf(text, Number(line), Number(column), Number(length));
      const to = Math.min(place.to, view.state.doc.length);
      const from = Math.min(place.from, to);
      const link = fault.querySelector<HTMLAnchorElement>("a[data-apply]");
      const actions =
        link === null ? [] : [{ name: form.dataset.apply ?? "", apply: () => link.click() }];
      marks.push({ from, to, severity: "error", message: what ?? "", actions });
      view.dispatch({ selection: { anchor: from } });
    }
    view.dispatch(setDiagnostics(view.state, marks));
  }

  function running(on: boolean, said: string): void {
    if (stop !== null) stop.hidden = !on;
    if (run !== null) run.disabled = on;
    answer.setAttribute("aria-busy", String(on));
    if (status !== null) status.textContent = said;
  }

  /** Asks for the page at an address, and shows its answer here. */
  async function show(address: URL): Promise<void> {
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    running(true, form.dataset.running ?? "");
    let said = "";
    try {
      const found = await fetch(address, { headers: { Accept: "text/html" }, signal: mine.signal });
      const page = new DOMParser().parseFromString(await found.text(), "text/html");
      const shown = page.getElementById("results");
      answer.replaceChildren(...(shown?.childNodes ?? []));
      answer.dispatchEvent(new CustomEvent(ADDED, { bubbles: true }));
      window.history.pushState(null, "", address);
      mark();
    } catch {
      if (!mine.signal.aborted) said = form.dataset.failed ?? "";
    } finally {
      if (asking === mine) {
        asking = null;
        running(false, said);
      }
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = new FormData(form);
    const address = new URL(form.action);
    for (const [name, value] of asked) address.searchParams.set(name, String(value));
    void show(address);
  });
  stop?.addEventListener("click", () => asking?.abort());
  answer.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-apply]");
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const mended = new URL(link.href).searchParams.get("query") ?? "";
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: mended } });
    void show(new URL(link.href));
  });
  window.addEventListener("popstate", () => window.location.reload());
  mark();
}
