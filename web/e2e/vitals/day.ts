// The school of the measurements: sixty classes with five lessons a day each.
import type { School } from "../support/api";
import { placeOrder } from "../support/orders";

const CLASSES = 60;

export async function fillDay(school: School): Promise<void> {
  const rooms = Array.from({ length: CLASSES }, (_, index) => ({ key: `7-${index + 1}`, seats: 50 }));
  const lines = ["08:00", "08:55", "10:00", "14:00", "19:00"].map((start, index) => ({
    key: `line-${index}`,
    title: "数学",
    teachers: ["李老师"],
    rrule: "FREQ=DAILY",
    start,
  }));
  await placeOrder(school, { rooms, lines });
}
