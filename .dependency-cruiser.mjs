/** The floors that each floor of src may import from; imports run downwards only (docs/extend.md). */
const FLOORS = {
  domain: [],
  runtime: [],
  security: ['domain', 'runtime'],
  config: ['security', 'runtime'],
  eventstore: ['domain', 'security', 'runtime'],
  commands: ['domain', 'eventstore', 'security', 'runtime'],
  projections: ['domain', 'eventstore', 'security', 'runtime'],
  workers: ['domain', 'commands', 'eventstore', 'projections', 'security', 'runtime'],
  audit: ['domain', 'eventstore', 'security', 'runtime'],
  api: ['domain', 'commands', 'eventstore', 'projections', 'audit', 'security', 'runtime'],
};

/** Within a floor, the areas that an area may import from, beside itself and the files of the floor. */
const AREAS = {
  domain: {
    'api-key': [],
    attempts: [],
    'audit-read': [],
    claim: [],
    delivery: ['one-time-code'],
    device: [],
    export: [],
    factor: ['user'],
    'pending-registration': ['user'],
    'pending-sign-in': ['user'],
    'one-time-code': ['user'],
    policies: [
      'user',
      'session',
      'device',
      'factor',
      'one-time-code',
      'pending-registration',
      'pending-sign-in',
      'roles',
    ],
    'public-events': ['api-key'],
    organization: ['roles', 'user'],
    refresh: [],
    roles: ['user'],
    session: ['user'],
    'sign-in': ['attempts', 'user'],
    'signing-key': [],
    user: [],
    webhook: [],
  },
  commands: {
    accounts: ['steps'],
    'api-keys': ['steps'],
    audit: [],
    authentication: ['steps'],
    deliveries: ['steps'],
    factors: ['steps', 'authentication'],
    federation: ['steps', 'authentication'],
    passwords: ['steps'],
    privacy: ['steps'],
    sessions: ['steps', 'api-keys'],
    organizations: ['steps', 'roles'],
    roles: ['steps'],
    'signing-keys': ['steps'],
    steps: [],
    webhooks: ['steps'],
  },
  audit: {
    tree: [],
    notes: ['tree'],
    verify: ['tree', 'notes'],
    publish: ['tree', 'notes'],
    restart: ['tree', 'notes'],
    offline: [],
  },
  projections: { engine: [], views: ['engine'], live: ['engine', 'views'] },
  workers: {
    jobs: [],
    mails: [],
    sms: [],
    webhooks: [],
    privacy: [],
    handlers: ['jobs', 'mails', 'privacy', 'sms'],
  },
  security: {
    keys: [],
    passwords: [],
    tokens: ['keys'],
    limits: ['keys'],
    oauth: [],
    'request-stores': ['keys'],
    webauthn: ['keys'],
    webhooks: ['keys'],
  },
};

const floorRules = Object.entries(FLOORS).map(([floor, below]) => ({
  name: `floor-${floor}`,
  comment: `${floor} imports from ${below.join(', ') || 'no other floor'} only.`,
  severity: 'error',
  from: { path: `^src/${floor}/` },
  to: { path: '^src/', pathNot: `^src/(${[floor, ...below].join('|')})/` },
}));

const areaRules = Object.entries(AREAS).flatMap(([floor, areas]) =>
  Object.entries(areas).map(([area, allowed]) => ({
    name: `area-${floor}-${area}`,
    comment: `${floor}/${area} imports from ${allowed.join(', ') || 'no other area'} only.`,
    severity: 'error',
    from: { path: `^src/${floor}/${area}/` },
    to: { path: `^src/${floor}/[^/]+/`, pathNot: `^src/${floor}/(${[area, ...allowed].join('|')})/` },
  })),
);

export default {
  forbidden: [
    ...floorRules,
    ...areaRules,
    {
      name: 'no-circle',
      comment: 'Files that import each other in a circle cannot be read one after the other.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'package-stands-alone',
      comment: 'A package is published without the rest of this repository.',
      severity: 'error',
      from: { path: '^(packages|sdk)/([^/]+)/' },
      to: { path: '^(src|packages|sdk)/', pathNot: '^$1/$2/' },
    },
    {
      name: 'no-entry-point',
      comment: 'Only cli.ts imports main.ts, and nothing imports cli.ts.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli\\.ts$' },
      to: { path: '^src/(main|cli)\\.ts$' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
