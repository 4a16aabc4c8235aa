// Microphone and camera: what somebody wants of them, kept for when the page is loaded again, and why they do not come.
export type Device = "mic" | "camera";
export type Wants = Record<Device, boolean>;
export type Trouble = "refused" | "absent" | "busy";

const KEY = "hr_room_devices";

/** What was wanted last; sound and picture otherwise. */
export function wanted(stored: string | null): Wants {
  const off = (stored ?? "").split(" ");
  return { mic: !off.includes("mic"), camera: !off.includes("camera") };
}

export function storedAs(wants: Wants): string {
  return (["mic", "camera"] as const).filter((device) => !wants[device]).join(" ");
}

export function readWants(): Wants {
  return wanted(sessionStorage.getItem(KEY));
}

export function keepWants(wants: Wants): void {
  sessionStorage.setItem(KEY, storedAs(wants));
}

/** From what getUserMedia throws. */
export function troubleOf(error: unknown): Trouble {
  switch (error instanceof Error ? error.name : "") {
    case "NotAllowedError":
    case "PermissionDeniedError":
    case "SecurityError":
      return "refused";
    case "NotReadableError":
    case "TrackStartError":
    case "AbortError":
      return "busy";
    default:
      return "absent";
  }
}
