import { UserList } from './user-list.js';
import { UserPage } from './user-page.js';

/** The section of accounts: their list, or one of them. */
export default function Users({ rest: [userId, tab = ''] }: { readonly rest: readonly string[] }) {
  return userId === undefined ? <UserList /> : <UserPage key={userId} userId={userId} tab={tab} />;
}
