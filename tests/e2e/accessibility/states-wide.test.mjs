import { everyState } from "./every-state.mjs";

everyState([1440, 900], false);
