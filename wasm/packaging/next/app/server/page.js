import { figures } from '../../figures.js';

export const dynamic = 'force-dynamic';

export default async function Page() {
  return <pre id="figures">{JSON.stringify(await figures())}</pre>;
}
