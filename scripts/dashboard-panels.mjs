// The panels of the Grafana dashboard: sections of panels, each with a title, a unit of Grafana and its queries. A query is an
// expression and the legend of its lines.

const RATE = '$__rate_interval';

/** @param {string} metric @param {string} by */
const rate = (metric, by) => `sum by (${by}) (rate(${metric}[${RATE}]))`;

/** @param {number} share @param {string} metric @param {string[]} by */
const quantile = (share, metric, by = []) =>
  `histogram_quantile(${share}, sum by (${['le', ...by].join(', ')}) (rate(${metric}_bucket[${RATE}])))`;

/** @type {readonly { title: string, panels: readonly (readonly [title: string, unit: string, ...queries: [string, string][]])[] }[]} */
export const SECTIONS = [
  {
    title: 'Requests',
    panels: [
      ['Requests', 'reqps', [rate('credence_http_request_seconds_count', 'status'), '{{status}}']],
      [
        'Response time',
        's',
        [quantile(0.5, 'credence_http_request_seconds'), 'p50'],
        [quantile(0.99, 'credence_http_request_seconds'), 'p99'],
      ],
      [
        'Slowest routes, p99',
        's',
        [`topk(8, ${quantile(0.99, 'credence_http_request_seconds', ['route'])})`, '{{route}}'],
      ],
      ['Refused by rate limits', 'reqps', [rate('credence_rate_limited_total', 'limit'), '{{limit}}']],
      [
        'Requests that wait for their turn',
        'short',
        ['sum by (instance) (credence_requests_waiting)', '{{instance}}'],
      ],
      [
        'Passwords that wait for a thread',
        'short',
        ['sum by (instance) (credence_password_queue)', '{{instance}}'],
      ],
    ],
  },
  {
    title: 'Signing in',
    panels: [
      ['Sign-ins', 'ops', [rate('credence_sign_ins_total', 'first, acr'), '{{first}} {{acr}}']],
      ['Password attempts', 'ops', [rate('credence_password_attempts_total', 'outcome'), '{{outcome}}']],
      [
        'Second factors',
        'ops',
        [rate('credence_second_factor_total', 'kind, outcome'), '{{kind}} {{outcome}}'],
      ],
      [
        'Passkeys and security keys',
        'ops',
        [rate('credence_passkey_total', 'ceremony, outcome'), '{{ceremony}} {{outcome}}'],
      ],
      [
        'Mailed links and codes',
        'ops',
        [rate('credence_codes_total', 'purpose, channel, outcome'), '{{purpose}} {{channel}} {{outcome}}'],
      ],
      [
        'Identity providers',
        'ops',
        [rate('credence_oauth_answers_total', 'provider, outcome'), '{{provider}} {{outcome}}'],
      ],
      ['Refused SAML messages', 'ops', [rate('credence_saml_refusals_total', 'reason'), '{{reason}}']],
      [
        'Sign-ins with ended SAML certificates',
        'ops',
        [`sum(rate(credence_saml_expired_certificates_total[${RATE}]))`, 'sign-ins'],
      ],
      [
        'Without a second step',
        'ops',
        [`sum(rate(credence_trusted_sign_ins_total[${RATE}]))`, 'trusted device'],
        [`sum(rate(credence_recovery_codes_used_total[${RATE}]))`, 'recovery code'],
      ],
      [
        'Drift of authenticator apps, p50',
        'short',
        [quantile(0.5, 'credence_totp_drift_steps'), 'steps of 30 s'],
      ],
      ['Breach lookups', 'ops', [rate('credence_breach_checks_total', 'outcome'), '{{outcome}}']],
    ],
  },
  {
    title: 'Mails, text messages and jobs',
    panels: [
      ['Jobs', 'short', ['max by (state) (credence_jobs)', '{{state}}']],
      ['Age of the oldest due job', 's', ['max(credence_jobs_oldest_seconds)', 'oldest']],
      ['Failures of the mail server', 'ops', [rate('credence_mail_failures_total', 'stage'), '{{stage}}']],
      ['Time without an accepted mail', 's', ['max(credence_mail_failing_seconds)', 'failing']],
      ['Text messages', 'ops', [rate('credence_sms_total', 'country, outcome'), '{{country}} {{outcome}}']],
      [
        'Text messages that came back',
        'ops',
        [rate('credence_sms_converted_total', 'country'), '{{country}}'],
        [`sum(rate(credence_sms_prefix_closed[${RATE}]))`, 'prefixes closed'],
      ],
    ],
  },
  {
    title: 'Log and read models',
    panels: [
      ['Lag of readers', 's', ['max by (reader) (credence_reader_lag_seconds)', '{{reader}}']],
      ['Parked events', 'short', ['max by (reader) (credence_reader_parked_events)', '{{reader}}']],
      [
        'Rebuilds of read models',
        'percentunit',
        ['max by (reader, state) (credence_rebuild_share)', '{{reader}} {{state}}'],
      ],
      [
        'Events that failed',
        'ops',
        [rate('credence_reader_parkings_total', 'reader'), 'parked {{reader}}'],
        [rate('credence_unreadable_events_total', 'type'), 'unreadable {{type}}'],
      ],
      [
        'Age of known revocations',
        's',
        ['max by (instance) (credence_revocation_silence_seconds)', '{{instance}}'],
      ],
      ['Clock ahead of PostgreSQL', 's', ['credence_clock_difference_seconds', '{{instance}}']],
    ],
  },
  {
    title: 'Feed and webhooks',
    panels: [
      ['Open streams of events', 'short', ['sum by (instance) (credence_event_streams)', '{{instance}}']],
      ['Lag of named consumers', 's', ['max by (consumer) (credence_consumer_lag_seconds)', '{{consumer}}']],
      ['Webhook attempts', 'ops', [rate('credence_webhook_attempts_total', 'status'), '{{status}}']],
      [
        'Event to first answer',
        's',
        [quantile(0.5, 'credence_webhook_handoff_seconds'), 'p50'],
        [quantile(0.99, 'credence_webhook_handoff_seconds'), 'p99'],
      ],
      [
        'Undelivered events',
        'short',
        ['max by (webhook, state) (credence_webhook_events)', '{{webhook}} {{state}}'],
      ],
      ['Failing webhooks', 's', ['max by (webhook) (credence_webhook_failing_seconds) > 0', '{{webhook}}']],
      [
        'Reports to analytics services',
        'ops',
        [rate('credence_analytics_reports_total', 'destination, outcome'), '{{destination}} {{outcome}}'],
      ],
    ],
  },
  {
    title: 'Access, keys, privacy and proofs',
    panels: [
      [
        'Decisions about permissions',
        'ops',
        [rate('credence_access_decisions_total', 'decision'), '{{decision}}'],
      ],
      ['Invitations', 'ops', [rate('credence_invitations_total', 'outcome'), '{{outcome}}']],
      ['Impersonations', 'ops', [`sum(rate(credence_impersonations_total[${RATE}]))`, 'started']],
      [
        'GraphQL documents',
        'ops',
        [rate('credence_graphql_requests_total', 'outcome'), '{{outcome}}'],
        [rate('credence_graphql_refusals_total', 'reason'), 'refused: {{reason}}'],
      ],
      ['Cost of GraphQL documents, p99', 'short', [quantile(0.99, 'credence_graphql_cost'), 'p99']],
      ['Age of the signing key', 's', ['max(credence_signing_key_age_seconds)', 'age']],
      [
        'Key management service, p99',
        's',
        [
          quantile(0.99, 'credence_kms_request_seconds', ['operation', 'outcome']),
          '{{operation}} {{outcome}}',
        ],
      ],
      [
        'Open erasures',
        'short',
        ['max(credence_erasures_open)', 'open'],
        ['max(credence_erasures_oldest_seconds) / 60', 'age of the oldest in minutes'],
      ],
      [
        'Checks of domains',
        'short',
        [`sum by (outcome) (increase(credence_domain_checks_total[1d]))`, '{{outcome}}'],
      ],
      ['Overdue retention', 'short', ['max(credence_retention_overdue_months)', 'months']],
      ['Events with a checkpoint', 'short', ['max(credence_notary_tree_size)', 'events']],
      [
        'Notary',
        's',
        ['max(credence_notary_lag_seconds)', 'lag'],
        ['max(credence_notary_refusing)', 'refuses (1)'],
        ['max by (target) (credence_checkpoint_publication_failing)', 'publication to {{target}} fails (1)'],
      ],
    ],
  },
  {
    title: 'Processes',
    panels: [
      ['Memory', 'bytes', ['process_resident_memory_bytes{job=~"$job"}', '{{instance}}']],
      ['Processor', 'percentunit', [`rate(process_cpu_seconds_total{job=~"$job"}[${RATE}])`, '{{instance}}']],
      [
        'Delay of the event loop, p99',
        's',
        ['nodejs_eventloop_lag_p99_seconds{job=~"$job"}', '{{instance}}'],
      ],
      ['Spans of traces', 'ops', [rate('credence_trace_spans_total', 'outcome'), '{{outcome}}']],
    ],
  },
];
