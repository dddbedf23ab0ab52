import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type mongoose from 'mongoose';
import { UserError } from '@ecommerce/events/user-error';
import type { ServiceSecrets } from '../data/secrets';

/** Where one mongod is, and whose database it has. */
export interface Database {
  /** Its data folder. */
  folder: string;
  port: number;
  /** The name of the service, of its database and of its user. */
  service: string;
  secrets: ServiceSecrets;
}

/** mongod's codes: no user may do this without a login, or with this one; the login is wrong; the user exists. */
const UNAUTHORIZED = 13;
const AUTHENTICATION_FAILED = 18;
const USER_EXISTS = 51003;

/** Lies among the data, so it goes with them. */
const MARK = 'users-created';
const DURABLE = { w: 'majority', j: true };

/** Whether a database has its users; a service may connect only then. */
export const hasUsers = (folder: string): boolean => existsSync(path.join(folder, MARK));

/**
 * Creates the users of a database: an administrator, and its service, which may read and write this database only. Data
 * without users stay as they are. May be repeated.
 * @throws UserError when the database has other passwords than secrets.json
 */
export async function createUsers(database: Database): Promise<void> {
  const { folder, port, service, secrets } = database;
  try {
    await createAdministrator(port, secrets.mongoAdminPassword);
    await withClient(adminUri(port, secrets), async (client) => {
      const roles = [{ role: 'readWrite', db: service }];
      const user = { pwd: secrets.mongoPassword, roles, writeConcern: DURABLE };
      await client
        .db(service)
        .command({ createUser: service, ...user })
        .catch(ignore(USER_EXISTS));
    });
  } catch (error) {
    if (codeOf(error) !== AUTHENTICATION_FAILED) throw error;
    throw new UserError(
      `The database in ${folder} has other passwords than secrets.json: put that file back, or forget the data with: npm start -- --fresh`,
      1,
    );
  }
  await writeFile(path.join(folder, MARK), '', { mode: 0o600 });
}

/** The address for work that a service's own user may not do. */
export function adminUri(port: number, { mongoAdminPassword }: ServiceSecrets): string {
  return `mongodb://admin:${mongoAdminPassword}@127.0.0.1:${port}/?authSource=admin`;
}

/** mongod lets anybody on this machine create the first user, and nobody the second. */
async function createAdministrator(port: number, pwd: string): Promise<void> {
  await withClient(`mongodb://127.0.0.1:${port}`, async (client) => {
    const user = { createUser: 'admin', pwd, roles: ['root'], writeConcern: DURABLE };
    await client.db('admin').command(user).catch(ignore(UNAUTHORIZED));
  });
}

async function withClient(
  uri: string,
  work: (client: mongoose.mongo.MongoClient) => Promise<void>,
): Promise<void> {
  // Only a first start needs the driver.
  const { default: library } = await import('mongoose');
  const client = new library.mongo.MongoClient(uri, { runtimeAdapters: { os } });
  try {
    await work(client);
  } finally {
    await client.close();
  }
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;

function ignore(code: number): (error: unknown) => void {
  return (error) => {
    if (codeOf(error) !== code) throw error;
  };
}
