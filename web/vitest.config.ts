import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["{src,build,e2e}/**/*.test.{ts,tsx}"], environment: "node", testTimeout: 20_000 },
});
