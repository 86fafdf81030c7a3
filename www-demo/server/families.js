// @ts-check
// Refresh tokens: a sign-in starts a family, each refresh replaces the family's token by a successor, and a
// token that comes back after it was replaced kills the whole family (reuse detection, RFC 9700 §4.14.2).
// Deciding is synchronous, so that two refreshes that arrive together are still one after the other.
//
//   live ──rotate──▶ used ──again, within grace──▶ the same successor
//                     └─────again, after grace──▶ the family is dead

import { randomBytes, randomUUID } from 'node:crypto';
import { trim } from './counters.js';

/**
 * @typedef {{ id: string, user: string, mode: 'bearer' | 'cookie' | 'split', dead: string | null, startedAt: number, lastAccess: string | null }} Family
 * @typedef {{ token: string, label: string, family: Family, usedAt: number | null, successor: RefreshToken | null, isKnown: boolean }} RefreshToken
 * @typedef {{ ok: true, token: RefreshToken, graced: boolean } | { ok: false, why: 'unknown' | 'dead' | 'expired' | 'reused', family?: Family, isLost?: boolean }} Rotation
 */

export function createFamilies() {
  /** @type {Map<string, RefreshToken>} */
  const tokens = new Map();
  /** @type {Map<string, Family>} */
  const families = new Map();
  let issued = 0;

  /**
   * @param {Family} family
   * @param {boolean} odd whether the token has characters that forms, queries and cookies must encode
   * @returns {RefreshToken}
   */
  function issue(family, odd) {
    issued += 1;
    const token = {
      token: `rt_${randomBytes(24).toString('base64url')}${odd ? '+/=%25&~ ;' : ''}`,
      label: `r${issued}`,
      family,
      usedAt: null,
      successor: null,
      isKnown: false,
    };
    tokens.set(token.token, token);
    trim(tokens);
    return token;
  }

  return {
    /** @param {string} user @param {Family['mode']} mode @param {number} now @param {boolean} odd */
    start(user, mode, now, odd) {
      /** @type {Family} */
      const family = { id: randomUUID(), user, mode, dead: null, startedAt: now, lastAccess: null };
      families.set(family.id, family);
      trim(families, 5000);
      return issue(family, odd);
    },
    /**
     * @param {string} presented
     * @param {{ now: number, rotate: boolean, grace: number, ttl: number | null, odd: boolean }} rules
     * @returns {Rotation}
     */
    rotate(presented, { now, rotate, grace, ttl, odd }) {
      const token = tokens.get(presented);
      if (!token) return { ok: false, why: 'unknown' };
      const { family } = token;
      token.isKnown = true;
      if (family.dead) return { ok: false, why: 'dead', family };
      if (ttl !== null && now - family.startedAt >= ttl) {
        family.dead = 'expired';
        return { ok: false, why: 'expired', family };
      }
      if (token.usedAt !== null && token.successor) {
        if (now - token.usedAt < grace) return { ok: true, token: token.successor, graced: true };
        family.dead = 'reused';
        return { ok: false, why: 'reused', family, isLost: !token.successor.isKnown };
      }
      if (!rotate) return { ok: true, token, graced: false };
      token.usedAt = now;
      token.successor = issue(family, odd);
      return { ok: true, token: token.successor, graced: false };
    },
    /** @param {string | undefined} presented */
    find: (presented) => (presented === undefined ? undefined : tokens.get(presented)),
    /** @param {string} id */
    family: (id) => families.get(id),
    /** @param {Family} family @param {string} why @returns {boolean} whether it was alive */
    kill(family, why) {
      if (family.dead) return false;
      family.dead = why;
      return true;
    },
    all: () => families.values(),
  };
}
