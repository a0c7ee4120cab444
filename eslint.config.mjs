import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** What each folder of src may not import: arrows point downwards only (docs/architecture.md). */
const FORBIDDEN = {
  domain: ['commands', 'eventstore', 'projections', 'workers', 'api', 'security', 'embedded'],
  security: ['commands', 'eventstore', 'projections', 'workers', 'api', 'embedded'],
  eventstore: ['commands', 'projections', 'workers', 'api', 'embedded'],
  commands: ['projections', 'workers', 'api', 'embedded'],
  projections: ['commands', 'workers', 'api', 'embedded'],
  workers: ['commands', 'api', 'embedded'],
  api: ['workers', 'embedded'],
  embedded: ['domain', 'commands', 'eventstore', 'projections', 'workers', 'api', 'security'],
};

const boundaries = Object.entries(FORBIDDEN).map(([folder, above]) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: above.map((name) => `**/${name}/**`),
            message: `${folder} must not know what stands above it.`,
          },
          {
            group: ['**/main.js', '**/cli.js', '**/config*.js'],
            message: 'Only the composition root knows these.',
          },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.credence/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      // Marked as deprecated so that nobody uses it unawares; the configuration takes http on this machine only.
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', name: 'allowInsecureRequests', package: 'openid-client' }] },
      ],
      // Strings are counted in code points on purpose.
      '@typescript-eslint/no-misused-spread': 'off',
    },
  },
  {
    files: ['**/*.mjs', 'src/api/pages/assets/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'console',
          'process',
          'document',
          'location',
          'history',
          'fetch',
          'URL',
          'URLSearchParams',
          'HTMLElement',
          'window',
          'AbortSignal',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  ...boundaries,
  {
    files: ['src/domain/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'crypto', 'process', 'performance', 'setTimeout'],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Time is passed in.' },
        {
          selector: 'MemberExpression[object.name="Date"][property.name="now"]',
          message: 'Time is passed in.',
        },
        {
          selector: 'MemberExpression[object.name="Math"][property.name="random"]',
          message: 'No chance in the domain.',
        },
      ],
    },
  },
);
