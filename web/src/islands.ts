/** A module of the folder `islands`: gives life to one element that the server has rendered. */
export interface Island {
  mount(element: HTMLElement): void;
}

/** What an island dispatches on an element that it has filled with what the server rendered. */
export const ADDED = "llmkg:added";

type Loaders = Record<string, () => Promise<Island>>;

/** When an island's code is fetched: at once, when the browser is idle, or when it comes in sight. */
type When = "load" | "idle" | "visible";

/**
 * Fetches the module of each `data-island="name"` and mounts it, once.
 *
 * `data-when` says when; `visible` is the default. What fails is told on the console and leaves
 * the element as the server rendered it, which works.
 */
export function enliven(root: ParentNode, loaders: Loaders): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-island]")) {
    const load = loaders[`./islands/${element.dataset.island}.ts`];
    if (load === undefined) {
      console.error(`no island named ${element.dataset.island}`);
      continue;
    }
    schedule(element, whenOf(element.dataset.when), () => {
      load().then(
        (island) => {
          island.mount(element);
          element.dataset.alive = "";
        },
        (error) => console.error(`island ${element.dataset.island}:`, error),
      );
    });
  }
}

/** The time that an attribute names; anything else is `visible`. */
export function whenOf(text: string | undefined): When {
  return text === "load" || text === "idle" ? text : "visible";
}

function schedule(element: HTMLElement, when: When, run: () => void): void {
  if (when === "load") {
    run();
  } else if (when === "idle") {
    const idle = window.requestIdleCallback ?? ((call: () => void) => setTimeout(call, 200));
    idle(run);
  } else {
    const watcher = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        watcher.disconnect();
        run();
      }
    });
    watcher.observe(element);
  }
}
