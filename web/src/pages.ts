// Every sheet in styles/pages takes part by being there, after the house's own.
import.meta.glob("./styles/pages/*.css", { eager: true });
