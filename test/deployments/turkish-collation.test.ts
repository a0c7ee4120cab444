import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createVerifiedAccount, signIn, signUp } from '../support/clients/accounts.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { ask } from '../support/stores/log-rows.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const TURKISH = `template template0 encoding 'UTF8' locale 'C' locale_provider icu icu_locale 'tr-TR'`;

const database: TestDatabase | null = await usePostgres(TURKISH).catch(() => null);

describeWhere(database === null ? 'this PostgreSQL has no ICU collations' : null)(
  'a database with a Turkish collation (DEP-6)',
  () => {
    let credence: Credence;

    beforeAll(async () => {
      credence = await startCredence({ DATABASE_URL: database?.url ?? '', SECRET_KEY });
    });
    afterAll(async () => {
      await credence.stop();
      await database?.dispose();
    });

    async function found(email: string): Promise<(string | undefined)[]> {
      const path = `/v1/users?email=${encodeURIComponent(email)}`;
      const { status, body } = await credence.call('GET', path, { token: SERVICE_TOKEN });
      expect(status).toBe(200);
      return body.items.map((item) => String(item['email']));
    }

    test('the database folds I to a letter without a dot, so the tests below would notice', async () => {
      expect(await ask(database?.url ?? '', `select lower('I') as folded`)).toEqual([{ folded: 'ı' }]);
    });

    test('an account is found by its address in any ASCII case, and signs in with it', async () => {
      const id = randomUUID();
      const { email } = await createVerifiedAccount(credence, { email: `INFO.${id}@example.com` });
      for (const typed of [email, email.toLowerCase(), email.toUpperCase(), ` ${email} `]) {
        expect(await found(typed)).toEqual([email]);
        expect((await signIn(credence, typed)).status).toBe(200);
      }
    });

    test('letters beyond ASCII are not folded, neither by the list nor by sign-up', async () => {
      const id = randomUUID();
      const addresses = ['i', 'ı', 'ç', 'Ç', 'İ'].map((letter) => `${letter}.${id}@example.com`);
      for (const email of addresses)
        expect([email, (await signUp(credence, { email })).status]).toEqual([email, 201]);
      for (const email of addresses) expect(await found(email)).toEqual([email]);
      expect(await found(`I.${id}@example.com`)).toEqual([`i.${id}@example.com`]);
    });

    test('a domain is compared as DNS sees it', async () => {
      const id = randomUUID();
      await signUp(credence, { email: `${id}@bücher.example` });
      for (const domain of ['bücher.example', 'BÜCHER.example', 'xn--bcher-kva.EXAMPLE'])
        expect(await found(`${id}@${domain}`)).toEqual([`${id}@xn--bcher-kva.example`]);
    });

    test.each(['', '@', 'none', "' or 1=1 --"])(
      'the text %j, which is no address, finds nobody',
      async (text) => {
        expect(await found(text)).toEqual([]);
      },
    );
  },
);
