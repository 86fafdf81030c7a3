// What is said on the console, and what becomes of mistakes in the application's own functions.
import { beforeEach, expect, test, vi } from 'vitest';

/** @type {typeof import('../../pkg-template/src/session/report.js')} */
let report;
let warn;
beforeEach(async () => {
  vi.resetModules();
  report = await import('../../pkg-template/src/session/report.js');
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});
const broken = new Error('mine');
const fail = () => {
  throw broken;
};

test('a warning is said once in a page', () => {
  for (const text of ['one', 'two', 'one']) report.warnOnce(text);
  report.leaveAlone('session');
  report.leaveAlone('session');
  expect(warn.mock.calls).toEqual([
    ['everfetch: one'],
    ['everfetch: two'],
    ['everfetch: leaves session alone: it is not of the shape that everfetch takes'],
  ]);
});

test('a mistake gets to where the page reports its own, else to the console', () => {
  report.report(broken);
  report.report(broken);
  expect(warn.mock.calls).toEqual(Array(2).fill(['everfetch: a function of yours failed:', broken]));
  const reportError = vi.fn();
  vi.stubGlobal('reportError', reportError);
  report.report(broken);
  expect([reportError.mock.calls, warn.mock.calls.length]).toEqual([[[broken]], 2]);
});

test('a function that fails costs what it would have given', () => {
  const reportError = vi.fn();
  vi.stubGlobal('reportError', reportError);
  expect([report.shielded(() => 5), report.shielded(fail)]).toEqual([5, undefined]);
  expect(reportError.mock.calls).toEqual([[broken]]);
});

test('what a function gives or promises is gone on with; of one that fails it is undefined', async () => {
  const reportError = vi.fn();
  vi.stubGlobal('reportError', reportError);
  const next = vi.fn((value) => [value]);
  expect(report.asked(() => 5, next)).toEqual([5]);
  expect(report.asked(fail, next)).toEqual([undefined]);
  expect(await report.asked(async () => 6, next)).toEqual([6]);
  expect(await report.asked(() => ({ then: (resolve) => resolve(7) }), next)).toEqual([7]);
  expect(await report.asked(async () => fail(), next)).toEqual([undefined]);
  expect(reportError.mock.calls).toEqual([[broken], [broken]]);
});
