// Where the schools of a run are: somewhere it is day, so that no day turns while a story is told. None of these places moves its clocks.
const ZONES = ["Asia/Shanghai", "Asia/Dubai", "America/Sao_Paulo", "Pacific/Honolulu"];
/** From ten to five: the lessons of the stories, at eight and at five to nine, are over, and seven hours are left of the day at least, which no run takes. */
const [FIRST_HOUR, END_HOUR] = [10, 17];

function hourIn(zone: string, at: number): number {
  return Number(new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit" }).format(at));
}

/** Whatever hour it is, one of them has it. */
export function zoneByDay(at: number): string {
  const day = ZONES.find((zone) => {
    const hour = hourIn(zone, at);
    return hour >= FIRST_HOUR && hour < END_HOUR;
  });
  if (!day) throw new Error(`it is night everywhere at ${new Date(at).toISOString()}`);
  return day;
}
