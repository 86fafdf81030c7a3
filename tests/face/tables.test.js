// The tables that axios has too, entry for entry: status codes by name and by number, and the transitional switches.
import axios from 'axios-browser';
import { expect, test } from 'vitest';
import { HttpStatusCode } from '../../pkg-template/src/http/status.js';
import { transitionalDefaults } from '../../pkg-template/src/http/transitional.js';

test('every status has its name and its number, and no others have', () => {
  expect(HttpStatusCode).toEqual({ ...axios.HttpStatusCode });
  expect([HttpStatusCode.Ok, HttpStatusCode[200], HttpStatusCode.ImATeapot]).toEqual([200, 'Ok', 418]);
  expect([HttpStatusCode.InvalidSslCertificate, HttpStatusCode[526], HttpStatusCode[527]]).toEqual([
    ...[526, 'InvalidSslCertificate', undefined],
  ]);
});

test('a status with two names is found under the older one', () => {
  for (const [code, older, newer] of [
    [413, 'PayloadTooLarge', 'ContentTooLarge'],
    [422, 'UnprocessableEntity', 'UnprocessableContent'],
  ])
    expect([HttpStatusCode[code], HttpStatusCode[older], HttpStatusCode[newer]]).toEqual([older, code, code]);
});

test('every switch stands as in axios', () => {
  expect(transitionalDefaults).toEqual(axios.defaults.transitional);
});
