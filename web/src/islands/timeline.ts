import { type Course, dayOf, fateAt, momentAt, next, offsetOf } from "../timeline";

const MONTH = 30;
const QUIET = 400;

/** Lets the reader move through the days: verdict, drawing and cards follow without a reload. */
export function mount(element: HTMLElement): void {
  const data = element.querySelector("script[data-course]")?.textContent;
  const slider = element.querySelector<HTMLInputElement>("input[type=range]");
  const said = element.querySelector<HTMLElement>("[data-said]");
  if (!data || slider === null || said === null) return;
  const course: Course = JSON.parse(data);
  const cards = course.items.map((item) => [document.getElementById(item[0]), item] as const);
  const moments = document.querySelectorAll<HTMLElement>("[data-moment]");
  const cursor = element.querySelector<SVGLineElement>(".cursor");
  const picker = element.querySelector<HTMLInputElement>("input[type=date]");
  const jumps = element.querySelectorAll<HTMLAnchorElement>("a[data-day]");
  const written = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: "long",
    timeZone: "UTC",
  });
  let telling = 0;

  function show(day: number): void {
    const date = dayOf(course, day);
    const words = written.format(date);
    const moment = String(momentAt(course, day));
    let readout = "";
    for (const each of moments) {
      const off = each.dataset.moment !== moment;
      each.classList.toggle("is-off", off);
      const shown = each.querySelector("[data-day-shown]");
      if (shown !== null) {
        shown.textContent = words;
        if (!off) readout = each.textContent?.replace(/\s+/g, " ").trim() ?? "";
      }
    }
    for (const [card, item] of cards) {
      if (card === null) continue;
      const fate = fateAt(item, day);
      card.classList.remove("is-unborn", "is-current", "is-superseded", "is-retracted");
      card.classList.add(`is-${fate}`);
      for (const mark of card.querySelectorAll<HTMLElement>("[data-fate]")) {
        mark.hidden = mark.dataset.fate !== fate;
      }
    }
    const share = `${((100 * day) / Number(slider?.max)).toFixed(2)}%`;
    cursor?.setAttribute("x1", share);
    cursor?.setAttribute("x2", share);
    for (const each of jumps) {
      if (each.closest(".jumps") === null) continue;
      if (Number(each.dataset.day) === day) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    }
    if (picker !== null) picker.value = date.toISOString().slice(0, 10);
    slider?.setAttribute("aria-valuetext", words);
    window.clearTimeout(telling);
    telling = window.setTimeout(() => {
      if (said !== null) said.textContent = readout;
    }, QUIET);
  }

  function go(day: number): void {
    if (slider === null) return;
    slider.value = String(day);
    show(Number(slider.value));
    remember();
  }

  /** The day stands in the address, so that it can be shared. */
  function remember(): void {
    const day = Number(slider?.value);
    const address = new URL(location.href);
    if (day >= course.today) address.searchParams.delete("as_of");
    else address.searchParams.set("as_of", dayOf(course, day).toISOString().slice(0, 10));
    history.replaceState(null, "", address);
  }

  slider.addEventListener("input", () => show(Number(slider.value)));
  slider.addEventListener("change", remember);
  slider.addEventListener("keydown", (event) => {
    const day = Number(slider.value);
    const step: Record<string, number> = {
      ArrowRight: day + MONTH,
      ArrowUp: day + MONTH,
      ArrowLeft: day - MONTH,
      ArrowDown: day - MONTH,
      PageUp: next(course, day, 1),
      PageDown: next(course, day, -1),
    };
    const wanted = step[event.key];
    if (wanted === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(wanted);
  });
  for (const each of jumps) {
    each.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      go(Number(each.dataset.day));
    });
  }
  picker?.addEventListener("change", () => {
    if (picker.value !== "") go(offsetOf(course, picker.value));
  });
  slider.setAttribute("aria-valuetext", written.format(dayOf(course, Number(slider.value))));
  slider.disabled = false;
}
