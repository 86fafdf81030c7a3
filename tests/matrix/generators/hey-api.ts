// The client of @hey-api/openapi-ts with its axios plugin, which takes an instance.
import axios, { type CreateAxiosDefaults } from 'axios';
import { createUser, getUser, listUsers, login } from './generated/hey-api';
import { client } from './generated/hey-api/client.gen';

export function clientFor(options: CreateAxiosDefaults, base: string) {
  const api = axios.create(options);
  client.setConfig({ axios: api, baseURL: base, throwOnError: true });
  return {
    api,
    list: async (limit: number, role: string[], trace: string) =>
      (await listUsers({ query: { limit, role }, headers: { 'X-Trace': trace }, throwOnError: true })).data,
    create: async (name: string) => (await createUser({ body: { name }, throwOnError: true })).data,
    get: async (id: string) => (await getUser({ path: { id }, throwOnError: true })).data,
    login: async (name: string, scope: string) =>
      (await login({ body: { name, scope }, throwOnError: true })).data,
  };
}
