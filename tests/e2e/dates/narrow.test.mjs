import { datesStayWhole } from "./dates.mjs";

datesStayWhole(340, 700);
