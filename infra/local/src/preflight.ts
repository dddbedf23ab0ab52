import { refuseSecondStart } from './supervisor/lock';
import { demandFreePort } from './ports';
import { readSettings } from './settings';

/**
 * What can be checked before anything is built; of the packages, it needs `@ecommerce/events`.
 * @throws UserError for a bad setting, a start beside a running one, or a port in use
 */
export async function preflight(): Promise<void> {
  const { dataDir, httpPort, httpsPort } = readSettings(process.env);
  refuseSecondStart(dataDir);
  await demandFreePort(httpPort, 'SHOP_HTTP_PORT');
  await demandFreePort(httpsPort, 'SHOP_HTTPS_PORT');
}
