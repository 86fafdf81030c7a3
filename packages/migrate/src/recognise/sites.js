// The other places of an application that have to do with the session: where somebody signs in or out, where the token
// is set as a default header or by hand, where a refresh is asked for. It decides what each has to become, and refuses
// the client where one of them would go on without the session's knowledge.

import {
  bare,
  boundNames,
  dotted,
  isFunction,
  keyOf,
  literalOf,
  pathOf,
  propertyOf,
  walk,
} from '../source/ast.js';
import { constantOf, resolveCallee } from '../source/project.js';
import { Refusal } from '../refusal.js';
import { bearerOf, evaluate, Scope, storageArea } from './values.js';

const LOGIN_URL = /(^|\/)(auth\/)?(log-?in|sign-?in|sessions?|authenticate|tokens?)(\/|$|\?)/i;
const LOGOUT_URL = /(log-?out|sign-?out)(\/|$|\?)/i;
export const isTestFile = (path) =>
  /(^|\/)(__tests__|__mocks__|tests?|cypress|e2e)\/|\.(test|spec|cy)\.\w+$/.test(path);

/** @typedef {{ module: any, trail: any[], node: any, access?: string, refresh?: string, isHelper?: boolean, isWhole?: boolean }} Site */

/** Visits every node that stays, with its ancestors. */
function visitAll(cx, skip, visit) {
  for (const module of cx.project.modules.values()) {
    if (isTestFile(module.path)) continue;
    const ranges = skip.filter((one) => one.module === module);
    for (const { program } of module.blocks) {
      const go = (node, trail) => {
        if (ranges.some(({ start, end }) => node.start >= start && node.end <= end)) return;
        visit(module, node, trail);
        const next = [...trail, node];
        walk(node, (one) => {
          if (one === node) return true;
          go(one, next);
          return false;
        });
      };
      go(program, []);
    }
  }
}

export const enclosing = (trail) => trail.findLast(isFunction);

export function findSites(cx, plan) {
  const { client, access, refresh } = plan;
  const sites = { signIns: [], signOuts: [], headers: [], renewals: [], requests: [], handlers: [] };
  const helpers = [];
  const skip = plan.skip;
  const has = (one, area, key) => one && one.area === area && (one.key === key || key === '*');

  visitAll(cx, skip, (module, node, trail) => {
    if (node.type === 'CallExpression') {
      const callee = bare(node.callee);
      const key = callee.type === 'MemberExpression' ? keyOf(callee) : undefined;
      const area =
        key && (storageArea(callee.object, module) ?? (isCookies(cx, module, callee) ? 'cookie' : undefined));
      if (area) {
        const name = node.arguments.length ? constantOf(cx.project, module, node.arguments[0]) : '*';
        const isAccess = has(access, area, name);
        const isRefresh = has(refresh, area, name);
        if ((key === 'setItem' || key === 'set') && (isAccess || isRefresh))
          write(module, node, trail, node.arguments[1], isAccess, isRefresh);
        else if (/^(removeItem|remove|clear)$/.test(key) && (isAccess || (isRefresh && !access)))
          sites.signOuts.push({ module, node, trail, isAll: key === 'clear' });
        else if (/^(removeItem|remove)$/.test(key) && isRefresh)
          sites.signOuts.push({ module, node, trail, isRefresh: true });
      } else ownWrite(module, node, trail, callee);
      requests(module, node, trail, callee, key);
      renewal(module, node, trail, callee);
    } else if (node.type === 'AssignmentExpression') assigned(module, node, trail);
    else if (
      node.type === 'BinaryExpression' &&
      /^===?$/.test(node.operator) &&
      literalOf(node.right) === 401
    )
      sites.handlers.push({ module, node });
    else if (node.type === 'UnaryExpression' && node.operator === 'delete') {
      if (isDefaultHeader(module, node.argument)) sites.headers.push({ module, node, trail });
    } else if (node.type === 'Property' && keyOf(node) === 'Authorization') manual(module, node, trail);
  });

  others(cx, plan, skip, sites);

  // Callers of small functions that only write tokens.
  for (let at = 0; at < helpers.length; at++) {
    const helper = helpers[at];
    visitAll(cx, skip, (module, node, trail) => {
      if (node.type !== 'CallExpression') return;
      const found = resolveCallee(cx.project, module, node.callee) ?? aliased(cx, module, node.callee, trail);
      if (found?.init !== helper.fn) return;
      if (helper.clears) return void sites.signOuts.push({ module, node, trail });
      const given = (param) => param && { node: node.arguments[param.index], path: param.path };
      site(module, node, trail, given(helper.access), given(helper.refresh), true);
    });
  }
  checkHelpers(
    cx,
    skip,
    helpers.map((one) => ({ ...one, name: nameOfFunction(cx, one.fn) })),
  );
  return sites;

  function write(module, node, trail, value, isAccess, isRefresh) {
    const inner = bare(value);
    const source = isAccess ? access : refresh;
    if (source.isJson || source.path) {
      const made =
        inner?.type === 'CallExpression' && dotted(inner.callee) === 'JSON.stringify'
          ? bare(inner.arguments[0])
          : undefined;
      if (!made) throw new Refusal(module, node, 'it is not clear which tokens are kept here');
      const own = changedFields(module, trail, made, source);
      if (own) {
        const at = (one) => one && own(one.path.join('.'));
        const [a, r] = [at(access), refresh?.key === access.key ? at(refresh) : undefined];
        return a || r
          ? site(module, node, trail, a && { node: a, path: [] }, r && { node: r, path: [] }, false, true)
          : undefined;
      }
      return site(
        module,
        node,
        trail,
        { node: made, path: access.path },
        refresh?.key === access.key ? { node: made, path: refresh.path } : undefined,
        false,
        true,
      );
    }
    if (inner?.type === 'CallExpression' && dotted(inner.callee) === 'JSON.stringify')
      throw new Refusal(module, node, 'the token is kept as JSON here');
    return site(
      module,
      node,
      trail,
      isAccess ? { node: value, path: [] } : undefined,
      isRefresh ? { node: value, path: [] } : undefined,
      false,
    );
  }

  /** `const user = JSON.parse(…); user.accessToken = token;`: which fields of what was read are given new values. */
  function changedFields(module, trail, made, source) {
    const fn = enclosing(trail);
    if (made.type !== 'Identifier' || !fn) return undefined;
    let isRead = false;
    const fields = new Map();
    walk(fn, (one) => {
      if (one.type === 'VariableDeclarator' && one.id.name === made.name && one.init) {
        const value = evaluate(cx, one.init, new Scope(module));
        isRead ||= value?.area === source.area && value.key === source.key;
      }
      if (one.type === 'AssignmentExpression' && pathOf(one.left)?.[0] === made.name)
        fields.set(pathOf(one.left).slice(1).join('.'), one.right);
    });
    return isRead ? (path) => fields.get(path) : undefined;
  }

  /** One place where tokens are kept; or a small function for that, whose callers are the places then. */
  function site(module, node, trail, accessAt, refreshAt, isHelper, isWhole) {
    const fn = enclosing(trail);
    // A callback has no callers of its own.
    const isCallback = fn && trail[trail.indexOf(fn) - 1]?.type === 'CallExpression';
    const params = fn && !isCallback ? fn.params.map(paramOf) : [];
    const from = (one) => one && fromParam(one, params);
    const [a, r] = [from(accessAt), from(refreshAt)];
    if ((accessAt && a) || (!accessAt && refreshAt && r)) {
      const known = helpers.find((one) => one.fn === fn);
      if (known) Object.assign(known, a && { access: a }, r && { refresh: r });
      else helpers.push({ fn, access: a, refresh: r });
      return;
    }
    const read = (one) => one && fieldText(cx, module, one);
    // `setAccessToken(null)`
    if (accessAt && !accessAt.path.length && /^(null|undefined|''|""|``)$/.test(read(accessAt))) {
      sites.signOuts.push({ module, node, trail });
      return;
    }
    sites.signIns.push({
      module,
      node,
      trail,
      access: read(accessAt),
      refresh: read(refreshAt),
      isHelper,
      isWhole,
    });
  }

  /** Calls of the application's own functions and stores by which the refresh kept the tokens. */
  function ownWrite(module, node, trail, callee) {
    for (const one of plan.writers ?? []) {
      if (!one.matches(module, node, callee)) continue;
      const at = (spot) => spot && { node: node.arguments[spot.index], path: spot.path };
      if (one.dispatched) {
        const inner = bare(node.arguments[0]);
        const from = (spot) => spot && { node: inner.arguments[spot.index], path: spot.path };
        return void site(module, node, trail, from(one.access), from(one.refresh), true);
      }
      return void site(module, node, trail, at(one.access), at(one.refresh), true);
    }
    for (const one of plan.clearers ?? [])
      if (one(module, node, callee)) return void sites.signOuts.push({ module, node, trail });
  }

  function assigned(module, node, trail) {
    if (isDefaultHeader(module, node.left)) {
      const value = bare(node.right);
      const scope = new Scope(module);
      for (const fn of trail.filter(isFunction))
        for (const param of fn.params)
          for (const name of boundNames(param)) scope.set(name, { t: 'source', id: name, text: name });
      const isToken =
        /^`?'?(Bearer|Token)\b/.test(cx.text(module, value)) ||
        bearerOf(cx, value, scope) ||
        /^(nothing|source)$/.test(evaluate(cx, value, scope)?.t ?? '') ||
        literalOf(value) === '';
      if (!isToken) throw new Refusal(module, node, 'it is not clear which token this is');
      return void sites.headers.push({ module, node, trail });
    }
    const area = node.left.type === 'MemberExpression' && storageArea(node.left.object, module);
    if (area) {
      const key = keyOf(node.left);
      if (has(access, area, key) || has(refresh, area, key))
        write(module, node, trail, node.right, has(access, area, key), has(refresh, area, key));
      return;
    }
    const left = bare(node.left);
    if (access?.area !== 'variable' || left.type !== 'Identifier') return;
    const target = evaluate(cx, left, new Scope(module));
    if (target?.id !== access.id || isShadowed(trail, left.name)) return;
    const value = evaluate(cx, node.right, new Scope(module));
    if (value?.t === 'nothing' || literalOf(node.right) === '') {
      const fn = enclosing(trail);
      if (fn) helpers.push({ fn, clears: true });
      return;
    }
    site(module, node, trail, { node: node.right, path: [] }, undefined, false);
  }

  function isDefaultHeader(module, given) {
    const path = pathOf(given);
    if (!path || path[1] !== 'defaults' || path[2] !== 'headers' || !/^authorization$/i.test(path.at(-1)))
      return false;
    let node = bare(given);
    while (node.type === 'MemberExpression') node = bare(node.object);
    const owner = cx.clients.clientOf(module, node);
    if (owner && owner !== client && owner.isGlobal)
      throw new Refusal(
        module,
        given,
        'the token is set on the global axios, and another client has the session',
      );
    return owner === client;
  }

  /** A token that a request of this client brings by itself. */
  function manual(module, node, trail) {
    const call = trail.findLast(({ type }) => type === 'CallExpression');
    const callee = call && bare(call.callee);
    const owner =
      callee && cx.clients.clientOf(module, callee.type === 'MemberExpression' ? callee.object : callee);
    if (owner === client)
      throw new Refusal(
        module,
        node,
        'a request that sets its own Authorization header takes no part in the session: remove the header first',
      );
  }

  function requests(module, node, trail, callee, key) {
    const owner =
      key && /^(post|put|get|delete|request)$/.test(key)
        ? cx.clients.clientOf(module, callee.object)
        : undefined;
    if (!owner) return;
    const url = constantOf(cx.project, module, node.arguments[0]) ?? tailOf(node.arguments[0]);
    if (typeof url !== 'string') return;
    const isLogin =
      key === 'post' &&
      LOGIN_URL.test(url) &&
      !LOGOUT_URL.test(url) &&
      url !== plan.refreshUrl &&
      !/refresh/i.test(url);
    if (isLogin || LOGOUT_URL.test(url)) sites.requests.push({ module, node, trail, url, owner, isLogin });
  }

  function renewal(module, node, trail, callee) {
    if (callee.type !== 'Identifier' && callee.type !== 'MemberExpression') return;
    const found = resolveCallee(cx.project, module, callee);
    if (!found || !plan.inlined.some(({ init }) => init === found.init)) return;
    sites.renewals.push({ module, node, trail });
  }

  function fieldText(context, module, { node, path }) {
    const one = bare(node);
    if (!one) throw new Refusal(module, node, 'it is not clear which token this is');
    if (!path.length) return context.text(module, node);
    if (one.type === 'ObjectExpression') {
      const value = propertyOf(one, path[0]);
      if (value) return fieldText(context, module, { node: value.value, path: path.slice(1) });
      throw new Refusal(module, node, `there is no ${path[0]} here`);
    }
    if (!pathOf(one)) throw new Refusal(module, node, 'it is not clear which tokens these are');
    return `${context.text(module, one)}.${path.join('.')}`;
  }
}

const tailOf = (given) => {
  const node = bare(given);
  return node?.type === 'TemplateLiteral' && node.quasis.length === 2 && node.quasis[0].value.cooked === ''
    ? node.quasis[1].value.cooked
    : undefined;
};

const isShadowed = (trail, name) =>
  trail.some((one) => isFunction(one) && one.params.some((param) => boundNames(param).includes(name)));

const isCookies = (cx, module, callee) => {
  const owner = bare(callee.object);
  return owner.type === 'Identifier' && cx.resolve(module, owner.name)?.package === 'js-cookie';
};

/** What a parameter is called, and its fields where it is taken apart. */
function paramOf(param, index) {
  const node = param.type === 'AssignmentPattern' ? param.left : param;
  if (node.type === 'Identifier') return { [node.name]: { index, path: [] } };
  if (node.type !== 'ObjectPattern') return {};
  return Object.fromEntries(
    node.properties.flatMap((one) =>
      one.type === 'Property' && bare(one.value).type === 'Identifier'
        ? [[one.value.name, { index, path: [keyOf(one)] }]]
        : [],
    ),
  );
}

function fromParam({ node, path }, params) {
  const names = pathOf(node);
  if (!names) return undefined;
  const known = params.find((one) => Object.hasOwn(one, names[0]))?.[names[0]];
  return known && { index: known.index, path: [...known.path, ...names.slice(1), ...path] };
}

/** `const { setAccessToken } = useAuth()` is not followed. */
const aliased = () => undefined;

/** Places that cannot be followed, and addresses of other origins. */
function others(cx, plan, skip, sites) {
  const { client, access, refresh } = plan;
  const keys = [access, refresh]
    .filter((one) => one && one.area !== 'store' && one.area !== 'variable')
    .map(({ key }) => key);
  sites.urls = [];
  visitAll(cx, skip, (module, node) => {
    if (node.type !== 'CallExpression') return;
    const callee = bare(node.callee);
    const key = callee.type === 'MemberExpression' ? keyOf(callee) : callee.name;
    const first = node.arguments[0];
    const owner = cx.clients.clientOf(module, callee.type === 'MemberExpression' ? callee.object : callee);
    if (
      owner === client &&
      first &&
      (callee.type === 'Identifier' || /^(get|delete|head|options|post|put|patch|request)/.test(key ?? ''))
    ) {
      const object = bare(first).type === 'ObjectExpression' ? propertyOf(first, 'url')?.value : first;
      if (object) sites.urls.push({ module, node: object });
    }
    const isKey = first && keys.includes(constantOf(cx.project, module, first));
    const isStorage =
      callee.type === 'MemberExpression' &&
      (storageArea(callee.object, module) || isCookies(cx, module, callee));
    if (
      isKey &&
      !isStorage &&
      /^(set|save|put|write|store|update|remove|delete|unset|clear)/i.test(key ?? '')
    )
      throw new Refusal(
        module,
        node,
        'the token may be kept or forgotten here too, by a function that is not followed',
      );
  });
}

/** Whether a small function that keeps tokens is called or handed on where it cannot be followed. */
export function checkHelpers(cx, skip, helpers) {
  for (const { fn, name, clears } of helpers) {
    if (!name || clears) continue;
    visitAll(cx, skip, (module, node, trail) => {
      const parent = trail.at(-1);
      if (node.type === 'CallExpression') {
        const callee = bare(node.callee);
        const own = callee.type === 'MemberExpression' ? keyOf(callee) : callee.name;
        if (own !== name) return;
        const found = resolveCallee(cx.project, module, callee);
        const isLocal = found && found.init !== fn;
        if (!found && !isLocal && !cx.clients.clientOf(module, callee.object ?? callee))
          throw new Refusal(module, node, 'this may keep tokens, and cannot be followed');
      } else if (node.type === 'Identifier' && node.name === name && parent) {
        if (
          /^(Import|Export)|^(VariableDeclarator|FunctionDeclaration|MemberExpression|MethodDefinition|PropertyDefinition)$/.test(
            parent.type,
          )
        )
          return;
        if (parent.type === 'CallExpression' && bare(parent.callee) === node) return;
        if (parent.type === 'Property' && parent.key === node && !parent.shorthand) return;
        if (
          resolveCallee(cx.project, module, node)?.init === fn &&
          (parent.type === 'CallExpression' || parent.type === 'JSXExpressionContainer')
        )
          throw new Refusal(
            module,
            node,
            'a function that keeps tokens is handed on here, and cannot be followed',
          );
      }
    });
  }
}

/** The name by which a function is called from elsewhere. */
function nameOfFunction(cx, fn) {
  if (fn.id) return fn.id.name;
  for (const module of cx.project.modules.values()) {
    for (const [name, { init }] of module.declared) if (init === fn) return name;
    for (const { program } of module.blocks) {
      let found;
      walk(program, (node) => {
        if (/^(Property|MethodDefinition|PropertyDefinition)$/.test(node.type) && bare(node.value) === fn)
          found = keyOf(node);
        return found === undefined;
      });
      if (found) return found;
    }
  }
  return undefined;
}
