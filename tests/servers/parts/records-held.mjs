// What each server was given to hold.

export async function recordsHeld({ records }, checks) {
  await checks.part("The servers hold", async () => {
    for (const [name, held] of Object.entries(records)) {
      const counts = [...held.values()].map((resources) => resources.length);
      checks.note(`${name}: ${counts.join(" and ")} resources of ${counts.length} patients, put there in ${Math.round(held.ms)} ms`);
      checks.least(`${name}: resources of one patient`, Math.max(...counts), 200);
    }
  });
}
