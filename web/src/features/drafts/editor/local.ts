// The copy of a draft on this device: written at every change, so that a reload, a crash or a lost connection loses nothing, and gone once the service has
// it, so that nothing stays on a machine that many use. It belongs to a person in a place, and says which version of the service's draft it goes on from.
import type { Kept } from "../types";

export interface LocalCopy {
  /** `person place draft`. */
  id: string;
  etag: string;
  at: number;
  /** What the service has not got yet. */
  kept?: Kept;
  /** The order that was made of it. */
  made?: string;
}

const STORE = "drafts";
let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("homeroom", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("no store on this device"));
  });
  return opened;
}

async function run<T>(
  mode: IDBTransactionMode,
  make: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  try {
    const database = await open();
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = make(transaction.objectStore(STORE));
      // A page that goes away in this moment would take back what waits for nothing but its own commit.
      if (mode === "readwrite") transaction.commit();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error("not stored"));
    });
  } catch {
    // Private windows may have no store: the service's copy is then the only one.
    return undefined;
  }
}

export function readLocal(id: string): Promise<LocalCopy | undefined> {
  return run("readonly", (store) => store.get(id) as IDBRequest<LocalCopy | undefined>);
}

export async function writeLocal(copy: LocalCopy): Promise<void> {
  await run("readwrite", (store) => store.put(copy));
}

export async function forgetLocal(id: string): Promise<void> {
  await run("readwrite", (store) => store.delete(id));
}
