import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["node_modules/", "static/dist/", "var/", ".venv/", ".tools/"] },
  js.configs.recommended,
  {
    rules: {
      complexity: ["error", 8],
      curly: "error",
      eqeqeq: "error",
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", { max: 40, skipComments: true }],
      "no-console": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-param-reassign": ["error", { props: false }],
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Build elements, or take server-rendered ones: text from people must stay text." },
        { property: "outerHTML", message: "Build elements, or take server-rendered ones: text from people must stay text." },
        { property: "insertAdjacentHTML", message: "Build elements, or take server-rendered ones: text from people must stay text." },
      ],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  { files: ["static/js/**/*.js", "bench/*.js"], languageOptions: { globals: globals.browser } },
  {
    files: ["bin/*.mjs", "bench/*.mjs", "tests/**/*.{js,mjs}", "eslint.config.js"],
    languageOptions: { globals: globals.node },
  },
  { files: ["tests/**/*.js"], rules: { "max-lines-per-function": "off" } },
];
