import { datesStayWhole } from "./dates.mjs";

datesStayWhole(1440, 900);
