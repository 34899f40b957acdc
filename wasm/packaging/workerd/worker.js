import { figures } from './figures.js';

export default { fetch: async () => Response.json(await figures()) };
