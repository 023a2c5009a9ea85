import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import reactHooks from "eslint-plugin-react-hooks";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores(["**/*.gen.ts", "node_modules"]),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  reactHooks.configs.flat.recommended,
  prettier,
  {
    languageOptions: {
      parserOptions: {
        project: ["tsconfig.json", "tsconfig.node.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      // The house's sizes, as ruff holds them in Python.
      complexity: ["error", 10],
      "max-lines": ["error", 400],
      "max-statements": ["error", 40],
      eqeqeq: "error",
      "no-console": "error",
      // A literal number or a boolean in a sentence is fine.
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      // `onClick={() => close()}` reads well, and returns nothing anybody takes.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // What a customer types is shown as text only.
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Set textContent: what others typed is text." },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: "What others typed is text.",
        },
      ],
    },
  },
  {
    // The light pages: customers and viewers open them on a phone.
    files: ["src/help/**", "src/watch/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["react", "react-*", "react/*", "@mantine/*", "@tanstack/*"],
              message: "The light pages stay light.",
            },
          ],
        },
      ],
    },
  },
  {
    // Frameworks' config files are not typed as strictly as ours.
    files: ["*.js", "*.ts"],
    rules: { "@typescript-eslint/no-unnecessary-condition": "off" },
  },
);
