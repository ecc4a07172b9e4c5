// What the stories beside this file share: calls whose answers are expected, told one a line.

import assert from 'node:assert/strict';

export const base = process.env.SATSRAIL_BASE_URL;
export const key = process.env.SATSRAIL_API_KEY;

const failures = [];

// Does `work` and tells how it went; the story goes on as far as it can.
export async function step(name, work) {
  try {
    const result = await work();
    console.log(`ok      ${name}`);
    return result;
  } catch (error) {
    failures.push(name);
    console.log(`NOT OK  ${name}: ${error.message.split('\n').slice(0, 12).join(' ')}`);
    return undefined;
  }
}

export function finish(client) {
  if (failures.length > 0) {
    console.error(`${failures.length} are not as ${client} needs them: ${failures.join(', ')}`);
    process.exit(1);
  }
}

// What only the sandbox has.
export const sandbox = (method, path, body) => ask(key, method, path, body);
export const control = (method, path, body) => ask(process.env.SATSRAIL_CONTROL_KEY, method, path, body);

async function ask(bearer, method, path, body) {
  const answer = await fetch(`${base}/_sandbox${path}`, {
    method,
    headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const content = answer.status === 204 ? undefined : await answer.json();
  assert.ok(answer.ok, `${method} /_sandbox${path}: ${answer.status} ${JSON.stringify(content)}`);
  return content;
}

export const pay = (target) => sandbox('POST', '/pay', { target });

// The id of the key that this runs with; the list shows the first characters of each.
export async function tokenId() {
  const { data } = await sandbox('GET', '/keys');
  return data.find(({ prefix }) => key.startsWith(prefix.replace('…', ''))).id;
}

// Of an object that an earlier step did not get.
export const idOf = (thing) => thing?.id ?? 'nothing';
