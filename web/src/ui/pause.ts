// Long work is done in parts, with whatever the person does in between.

/** The browser's turn. Not by a timer, which it may hold back. */
export function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
