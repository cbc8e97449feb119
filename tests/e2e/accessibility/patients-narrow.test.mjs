import { everyState } from "./every-state.mjs";

everyState([340, 700], true);
