// The client of openapi-typescript-codegen: its services use the one instance that is axios itself.
import axios, { type CreateAxiosDefaults } from 'axios';
import { OpenAPI, UsersService } from './generated/openapi-typescript-codegen';

export function clientFor(options: CreateAxiosDefaults, base: string) {
  Object.assign(axios.defaults, options);
  OpenAPI.BASE = base;
  return {
    api: axios,
    list: (limit: number, role: string[], trace: string) => UsersService.listUsers(limit, role, trace),
    create: (name: string) => UsersService.createUser({ name }),
    get: (id: string) => UsersService.getUser(id),
    login: (name: string, scope: string) => UsersService.login({ name, scope }),
  };
}
