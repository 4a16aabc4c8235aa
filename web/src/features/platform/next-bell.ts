// Which bell an operator looks at, and which rooms are missing, soonest first. Pure: the page gives the clock.

export interface WorstRoom {
  readonly classroom_id: string;
  readonly order_id: string;
}

export interface Bell<Room extends WorstRoom = WorstRoom> {
  readonly at: string;
  readonly rooms: number;
  readonly ready: number;
  readonly warming: number;
  readonly not_ready: number;
  readonly clusters?: readonly { cluster_id: string; rooms: number; ready: number; not_ready: number }[];
  readonly worst: readonly Room[];
}

export interface Missing<Room extends WorstRoom> {
  at: string;
  room: Room;
}

/** The one that was asked for, or else the first that has not rung. */
export function chosenBell<B extends Bell>(bells: readonly B[], now: number, asked = ""): B | undefined {
  const at = Date.parse(asked);
  return bells.find((bell) => Date.parse(bell.at) === at) ?? bells.find((bell) => Date.parse(bell.at) > now);
}

/** Rooms that are missing, by their bells. A room stands once, at its soonest bell. */
export function missing<Room extends WorstRoom>(bells: readonly Bell<Room>[]): Missing<Room>[] {
  const seen = new Set<string>();
  const found: Missing<Room>[] = [];
  for (const bell of [...bells].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    for (const room of bell.worst) {
      if (seen.has(room.classroom_id)) continue;
      seen.add(room.classroom_id);
      found.push({ at: bell.at, room });
    }
  }
  return found;
}

/** Orders that are not ready now and of which no room is named: those whose lessons run, and those that cannot be made. */
export function missingElsewhere<O extends { id: string }>(
  orders: readonly O[],
  rooms: readonly Missing<WorstRoom>[],
): O[] {
  const named = new Set(rooms.map(({ room }) => room.order_id));
  return orders.filter((order) => !named.has(order.id));
}

/** 7:42, or 1:07:42 from an hour on; a bell that rings now is 0:00. */
export function countdown(to: number, now: number): string {
  const seconds = Math.max(0, Math.round((to - now) / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
