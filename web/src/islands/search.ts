import {
  Asker,
  doubtOf,
  type Found,
  type Group,
  grouped,
  type Hit,
  moved,
  pathOf,
  pick,
} from "../search";

const MOST = 8;

/** Suggestions under a search box: a combobox with a list, as ARIA 1.2 describes it. */
export function mount(form: HTMLElement): void {
  const box = form.querySelector<HTMLInputElement>("input[type=search]");
  if (!(form instanceof HTMLFormElement) || box === null) return;
  const input = box;
  const words = form.dataset;
  const kinds: Record<string, string> = JSON.parse(words.kinds ?? "{}");
  const doubts: Record<string, string> = JSON.parse(words.doubts ?? "{}");
  const lang = document.documentElement.lang;
  const chosen = form.querySelector<HTMLInputElement>("input[name=lang]")?.value ?? "";
  const list = make("div", "suggest");
  const said = make("span", "unseen");
  let options: HTMLElement[] = [];
  let active = -1;

  list.id = `${input.id}-list`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.name ?? "");
  said.setAttribute("role", "status");
  form.append(list, said);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const asker = new Asker<Found>(
    async (text, signal) => {
      const query = new URLSearchParams({ q: text, unfinished: "true", limit: String(MOST) });
      const headers = { Accept: "application/json" };
      const answer = await fetch(`/api/search?${query}`, { signal, headers });
      if (!answer.ok) throw new Error(answer.statusText);
      return answer.json();
    },
    (text, found) => (found === null ? close() : show(text, found)),
  );

  function show(text: string, found: Found): void {
    list.replaceChildren();
    options = [];
    activate(-1);
    if (found.items.length === 0) list.append(note(words.none));
    else if (!found.exact) list.append(note(words.near));
    for (const group of grouped(found)) list.append(groupOf(group));
    if (found.items.length > 0) list.append(rest(text, found.total));
    said.textContent =
      found.items.length > 0 ? `${found.items.length} ${words.said ?? ""}` : (words.none ?? "");
    open(document.activeElement === input);
  }

  function groupOf(group: Group): HTMLElement {
    const element = make("div");
    const heading = make("div", "suggest-kind");
    const count = make("span");
    heading.id = `${list.id}-${group.kind}`;
    heading.textContent = kinds[group.kind] ?? group.kind;
    count.textContent = group.count.toLocaleString(lang);
    heading.append(count);
    element.setAttribute("role", "group");
    element.setAttribute("aria-labelledby", heading.id);
    element.append(heading, ...group.hits.map(hitOf));
    return element;
  }

  function hitOf(hit: Hit): HTMLElement {
    const element = option(pathOf(hit["@id"], chosen));
    element.append(written("span", hit.label));
    const doubt = doubtOf(hit);
    if (doubt !== "") {
      const mark = make("span", `status status-${doubt}`);
      mark.textContent = doubts[doubt] ?? doubt;
      element.append(" ", mark);
    }
    if (hit.definition !== undefined) element.append(written("small", hit.definition));
    return element;
  }

  function rest(text: string, total: number): HTMLElement {
    const query = new URLSearchParams({ q: text, ...(chosen ? { lang: chosen } : {}) });
    const element = option(`/search?${query}`);
    element.classList.add("suggest-all");
    element.textContent = `${words.all ?? ""} ${total.toLocaleString(lang)}`;
    return element;
  }

  function option(path: string): HTMLAnchorElement {
    const element = document.createElement("a");
    element.href = path;
    element.id = `${list.id}-${options.length}`;
    element.tabIndex = -1;
    element.setAttribute("role", "option");
    element.setAttribute("aria-selected", "false");
    options.push(element);
    return element;
  }

  function written(tag: string, labels: Record<string, string>): HTMLElement {
    const element = make(tag);
    const found = pick(labels, lang);
    element.textContent = found.text;
    if (found.lang !== "") element.lang = found.lang;
    return element;
  }

  function note(text: string | undefined): HTMLElement {
    const element = make("div", "suggest-said");
    element.textContent = text ?? "";
    element.setAttribute("role", "option");
    element.setAttribute("aria-disabled", "true");
    element.setAttribute("aria-selected", "false");
    return element;
  }

  function activate(place: number): void {
    options[active]?.setAttribute("aria-selected", "false");
    active = place;
    const element = options[active];
    if (element === undefined) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    element.setAttribute("aria-selected", "true");
    element.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", element.id);
  }

  function open(shown: boolean): void {
    list.hidden = !shown;
    input.setAttribute("aria-expanded", String(shown));
    if (!shown) activate(-1);
  }

  function close(): void {
    asker.stop();
    said.textContent = "";
    open(false);
  }

  function type(): void {
    asker.type(input.value.trim());
  }

  input.addEventListener("input", (event) => {
    // What an input method has not finished is no word yet.
    if (!(event instanceof InputEvent && event.isComposing)) type();
  });
  input.addEventListener("compositionend", type);
  input.addEventListener("blur", close);
  // A press on the list must not take the focus from the box, which would close the list.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  form.addEventListener("submit", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) type();
      else if (!event.altKey) {
        activate(moved(active, event.key === "ArrowDown" ? 1 : -1, options.length));
      } else if (event.key === "ArrowUp") close();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      options[active]?.click();
    }
  });
}

function make(tag: string, name = ""): HTMLElement {
  const element = document.createElement(tag);
  if (name !== "") element.className = name;
  return element;
}
