// How the portal writes a patient's name, age, dates and number.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `ASHWORTH, Margaret` */
export function shownName(patient) {
  return `${patient.family.toUpperCase()}, ${patient.given}`;
}

/** `09-Jun-1944` */
export function day(date) {
  const [year, month, dayOfMonth] = date.split("-");
  return `${dayOfMonth}-${MONTHS[Number(month) - 1]}-${year}`;
}

/** `81y`, or `died at 66y` */
export function ageWords(patient, now) {
  const died = patient.deceased;
  return died ? `died at ${age(patient.birthDate, new Date(died))}y` : `${age(patient.birthDate, now)}y`;
}

function age(birthDate, now) {
  const [year, month, dayOfMonth] = birthDate.split("-").map(Number);
  const before = now.getMonth() + 1 < month || (now.getMonth() + 1 === month && now.getDate() < dayOfMonth);
  return now.getFullYear() - year - (before ? 1 : 0);
}

/** `999 214 7083` */
export function number(value) {
  return `${value.slice(0, 3)} ${value.slice(3, 6)} ${value.slice(6)}`;
}
