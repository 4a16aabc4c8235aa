// Correctness, hooks, no bare text in JSX, and the directions of house: app -> features -> {ui, api}.
import react from "eslint-plugin-react";
import hooks from "eslint-plugin-react-hooks";
import { defineConfig, globalIgnores } from "eslint/config";
import typescript from "typescript-eslint";

const barred = (...groups) => ({
  "no-restricted-imports": [
    "error",
    {
      patterns: groups.map(([of, message]) =>
        typeof of === "string" ? { regex: of, message } : { group: of, message },
      ),
    },
  ],
});
const APP = [
  ["**/app/*", "!**/app/paths"],
  "app imports features, not the other way round. Links come from app/paths.",
];
const FEATURES = [["**/features/*"], "ui and api know no feature."];
const OTHERS = [
  "^(\\.\\./)+[a-z_]+/mutations$",
  "A feature imports another's queries and views: what changes something of a feature stands in it.",
];

export default defineConfig(
  globalIgnores(["dist", "shots/**", "test-results", "src/api/schema.gen.ts"]),
  typescript.configs.strict,
  { rules: { "@typescript-eslint/no-non-null-assertion": "off" } },
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { react, "react-hooks": hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      "react/jsx-no-literals": [
        "error",
        {
          noStrings: false,
          ignoreProps: true,
          allowedStrings: ["·", "–", "—", "/", ":", "×", "→", "✓", "…", "+", "%", "|"],
        },
      ],
      "react/jsx-no-target-blank": "error",
      "react/no-danger": "error",
      "react/jsx-key": "error",
      "max-lines": ["error", { max: 400, skipBlankLines: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "@typescript-eslint/consistent-type-imports": "error",
    },
    settings: { react: { version: "19.3" } },
  },
  { files: ["src/features/**"], rules: barred(APP, OTHERS) },
  { files: ["src/ui/**", "src/api/**"], rules: barred(APP, FEATURES) },
);
