import { z } from 'zod';
import { downloadExportInput, useExportLink } from '../../commands/privacy/download-export.js';
import { requestExportByAdmin, requestOwnExport } from '../../commands/privacy/request-export.js';
import { ExportOver } from '../../domain/export/decisions.js';
import { exportsOf } from '../../domain/export/exports.js';
import { userIdSchema } from '../../domain/ids.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { EXPORT_SCHEMA_PATH, exportSchema } from '../../projections/exports/document.js';
import { SubjectErased } from '../../security/keys/subject-keys.js';
import { ArchiveGone } from '../../security/request-stores/export-archives.js';
import { exportsJson, toExportsJson } from '../answers/privacy/export-json.js';
import { causeOf } from '../http/requests/cause.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const userPath = z.strictObject({ user_id: userIdSchema });
const FILE_NAME = 'personal-data.zip';

/** Routes with which people get everything that is held about them. */
export function exportRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, exportArchives, publicUrl } = dependencies;
  const { log } = commands;
  return [
    defineRoute({
      method: 'post',
      path: '/auth/export',
      operation: 'requestExport',
      summary: 'Requests an archive of the personal data of the caller. Requires a recent proof.',
      tag: 'Own account',
      auth: 'user',
      body: z.strictObject({}),
      answers: { 202: { description: 'A link to the archive will be mailed.', body: exportsJson } },
      refusals: ['reauthentication_required', 'unknown_user'],
      limits: ({ caller }) => [['export.account', caller.userId]],
      async handle({ context, caller }) {
        const cause = causeOf(context, caller);
        const { exports, position } = await requestOwnExport(commands, caller, cause);
        return { status: 202, body: toExportsJson(exports, context.now), position };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/auth/export',
      operation: 'listExports',
      summary: 'Lists the exports of the caller with their states, newest first.',
      tag: 'Own account',
      auth: 'user',
      answers: { 200: { description: 'The exports.', body: exportsJson } },
      refusals: [],
      async handle({ context, caller }) {
        const exports = await loadState(log, exportsOf(caller.userId));
        return { status: 200, body: toExportsJson(exports, context.now) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/export/download',
      operation: 'downloadExport',
      page: 'export',
      summary: 'Downloads an archive with the mailed link, which works once.',
      tag: 'Own account',
      auth: 'none',
      body: downloadExportInput,
      ignoresIdempotencyKey: true,
      answers: {
        200: {
          description: 'A ZIP file with `export.json` and a page that shows it.',
          streamType: 'application/zip',
          headers: { 'Content-Disposition': 'The name of the file.' },
        },
      },
      refusals: ['link_used'],
      limits: ({ body, network }) => [
        ['link.source', network],
        ['link.account', body.token],
      ],
      async handle({ body, context, caller }) {
        const name = await useExportLink(commands, body, causeOf(context, caller));
        const archive = await exportArchives.take(name).catch((error: unknown) => {
          // Deleted by its age or by an erasure, or lost with the table.
          if (error instanceof ArchiveGone || error instanceof SubjectErased) throw new ExportOver();
          throw error;
        });
        return {
          status: 200,
          user: name.userId,
          headers: {
            'Content-Type': 'application/zip',
            'Content-Disposition': `attachment; filename="${FILE_NAME}"`,
          },
          stream: () => archive,
        };
      },
    }),
    ...serviceRoutes(),
    defineRoute({
      method: 'get',
      path: EXPORT_SCHEMA_PATH,
      operation: 'readExportSchema',
      summary: 'Returns the JSON Schema of the exported document.',
      tag: 'Privacy',
      auth: 'none',
      answers: { 200: { description: 'The schema.', body: z.record(z.string(), z.unknown()) } },
      refusals: [],
      handle: () => Promise.resolve({ status: 200, body: { ...exportSchema(publicUrl) } }),
    }),
  ];

  function serviceRoutes(): Route[] {
    return [
      defineRoute({
        method: 'post',
        path: '/v1/users/{user_id}/export',
        operation: 'requestUserExport',
        summary:
          'Has an archive of the personal data of a person built. Only the person gets the link to it.',
        tag: 'Privacy',
        auth: 'service',
        permission: 'privacy:write',
        params: userPath,
        body: z.strictObject({}),
        answers: { 202: { description: 'A link to the archive will be mailed.', body: exportsJson } },
        refusals: ['unknown_user'],
        async handle({ params, context, caller }) {
          const cause = causeOf(context, caller);
          const { exports, position } = await requestExportByAdmin(commands, params.user_id, cause);
          return { status: 202, body: toExportsJson(exports, context.now), position };
        },
      }),
      defineRoute({
        method: 'get',
        path: '/v1/users/{user_id}/export',
        operation: 'listUserExports',
        summary: 'Lists the exports of a person with their states, newest first.',
        tag: 'Privacy',
        auth: 'service',
        permission: 'privacy:read',
        params: userPath,
        answers: { 200: { description: 'The exports.', body: exportsJson } },
        refusals: [],
        async handle({ params, context }) {
          const exports = await loadState(log, exportsOf(params.user_id));
          return { status: 200, body: toExportsJson(exports, context.now) };
        },
      }),
    ];
  }
}
