// A payment button for any page:
//
//   <script src="http://127.0.0.1:7287/js/pay.js" data-key="pk_test_..." data-product="coffee"></script>
//
// A click opens a checkout: in an overlay of this page, in a new tab, or in place of this page. What happens there is
// told by events on the button ("satsrail:completed" and others). The API is where this script came from.
(function () {
  'use strict';

  var script = document.currentScript;
  if (!script || !script.src) {
    return;
  }
  var origin = new URL(script.src).origin;

  var LABEL = 'Pay with Bitcoin ⚡';
  var MODES = ['iframe', 'new_tab', 'redirect'];
  var ANSWER_MS = 15000; // how long a checkout may take to be opened
  var LEAVE_MS = 1500; // time to read "Paid"

  // -- the look. `:where` weighs nothing: any rule of the shop's own wins.

  var STYLE = [
    ':where(.satsrail-pay){display:inline-block;max-width:100%;vertical-align:top}',
    ':where(.satsrail-pay-btn){display:inline-flex;align-items:center;justify-content:center;max-width:100%;',
    'min-height:48px;padding:12px 22px;border:0;border-radius:12px;background:#f7931a;color:#201300;',
    'font:600 16px/1.25 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;',
    'text-align:center;cursor:pointer;transition:background-color 120ms}',
    ':where(.satsrail-pay-btn):hover{background:#ffa436}',
    ':where(.satsrail-pay-btn):focus-visible{outline:3px solid #4f46e5;outline-offset:2px}',
    ':where(.satsrail-pay-btn):disabled{cursor:default;opacity:.6}',
    ':where(.satsrail-pay-btn[aria-busy="true"]):disabled{cursor:progress}',
    ':where(.satsrail-pay-error){display:block;margin-top:8px;max-width:36em;color:#b3261e;',
    'font:400 14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}',
    ':where(.satsrail-pay-error):empty{display:none}',
    ':where(.satsrail-overlay){position:fixed;inset:0;z-index:2147483647;box-sizing:border-box;width:100%;height:100%;',
    'max-width:none;max-height:none;margin:0;padding:0;border:0;background:rgb(10 12 18 / 72%);overflow:hidden}',
    ':where(.satsrail-overlay)::backdrop{background:transparent}',
    ':where(.satsrail-overlay-panel){position:absolute;inset:0;display:flex;flex-direction:column;background:#f4f5f7}',
    ':where(.satsrail-overlay-bar){flex:none;display:flex;justify-content:flex-end;padding:4px;background:#f4f5f7}',
    ':where(.satsrail-overlay-close){width:44px;height:44px;padding:0;border:0;border-radius:10px;background:none;',
    'color:#16181d;font:400 28px/1 system-ui,sans-serif;cursor:pointer}',
    ':where(.satsrail-overlay-close):hover{background:rgb(128 128 128 / 20%)}',
    ':where(.satsrail-overlay-close):focus-visible{outline:3px solid #4f46e5;outline-offset:-3px}',
    ':where(.satsrail-overlay-frame){flex:1;display:block;width:100%;min-height:0;border:0}',
    '@media (min-width:640px) and (min-height:520px){:where(.satsrail-overlay-panel){inset:0;margin:auto;',
    'width:min(1040px,calc(100% - 48px));height:min(860px,calc(100% - 48px));border-radius:16px;overflow:hidden;',
    'box-shadow:0 24px 64px rgb(0 0 0 / 40%)}}',
    '@media (prefers-color-scheme:dark){:where(.satsrail-overlay-panel,.satsrail-overlay-bar){background:#101217}',
    ':where(.satsrail-overlay-close){color:#f1f2f5}:where(.satsrail-pay-error){color:#ff8a80}}',
    '@media (prefers-reduced-motion:reduce){:where(.satsrail-pay-btn){transition:none}}',
  ].join('');

  function addStyle() {
    try {
      // Not an inline style, which a shop's Content-Security-Policy may forbid.
      var sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      document.adoptedStyleSheets = document.adoptedStyleSheets.concat(sheet);
    } catch (old) {
      var style = document.createElement('style');
      style.textContent = STYLE;
      document.head.appendChild(style);
    }
  }

  function element(name, className) {
    var made = document.createElement(name);
    made.className = className;
    return made;
  }

  // -- events

  // False when a listener has called preventDefault(): then the shop does itself what would come next.
  function tell(target, type, detail) {
    return target.dispatchEvent(new CustomEvent('satsrail:' + type, { bubbles: true, cancelable: true, detail: detail }));
  }

  function isWebAddress(url) {
    return /^https?:\/\//i.test(url || '');
  }

  function isThisPage(url) {
    return url.split('#')[0] === location.href.split('#')[0];
  }

  // -- a checkout that is shown to the customer: in the overlay, or in a tab

  var shown = null; // {session, target, view(), close()}

  function closeShown() {
    var was = shown;
    shown = null;
    if (was) {
      was.close();
      tell(was.target, 'close', { source: 'satsrail', type: 'satsrail:close', checkout_id: was.session.token });
    }
  }

  // Each tag's script keeps what it shows to itself; there is one checkout at a time on a page.
  function closeAll() {
    document.dispatchEvent(new Event('satsrail:please-close'));
  }
  document.addEventListener('satsrail:please-close', closeShown);

  function showOverlay(session, target) {
    var before = document.activeElement;
    var overflow = document.documentElement.style.overflow;
    var overlay = element('dialog', 'satsrail-overlay');
    var panel = element('div', 'satsrail-overlay-panel');
    var bar = element('div', 'satsrail-overlay-bar');
    var close = element('button', 'satsrail-overlay-close');
    var frame = element('iframe', 'satsrail-overlay-frame');
    overlay.setAttribute('role', 'dialog');
    overlay.setAttribute('aria-modal', 'true');
    overlay.setAttribute('aria-label', 'Checkout');
    close.type = 'button';
    close.setAttribute('aria-label', 'Close checkout');
    close.textContent = '×';
    frame.title = 'Checkout';
    frame.allow = 'clipboard-write';
    frame.src = origin + '/checkout/' + encodeURIComponent(session.token) + '?embed=1';
    bar.appendChild(close);
    panel.appendChild(bar);
    panel.appendChild(frame);
    overlay.appendChild(panel);
    close.addEventListener('click', closeShown);
    overlay.addEventListener('cancel', function (event) {
      event.preventDefault(); // Escape, while the focus is out here
      closeShown();
    });
    document.body.appendChild(overlay);
    document.documentElement.style.overflow = 'hidden';
    if (overlay.showModal) {
      overlay.showModal();
    } else {
      overlay.setAttribute('open', '');
    }
    return {
      session: session,
      target: target,
      view: function () {
        return frame.contentWindow;
      },
      focus: function () {
        frame.focus();
      },
      close: function () {
        overlay.remove();
        document.documentElement.style.overflow = overflow;
        if (before && before.focus) {
          before.focus();
        }
      },
    };
  }

  function showTab(session, target, tab) {
    tab.location.replace(origin + '/checkout/' + encodeURIComponent(session.token));
    return {
      session: session,
      target: target,
      inTab: true,
      view: function () {
        return tab;
      },
      focus: function () {},
      close: function () {
        tab.close();
        window.focus();
      },
    };
  }

  // `tab` was opened by the click itself: later a browser would take it for an unwanted one.
  function show(session, mode, target, tab) {
    if (mode === 'redirect') {
      location.assign(origin + '/checkout/' + encodeURIComponent(session.token));
      return;
    }
    if (mode === 'new_tab') {
      tab = tab || window.open('', '_blank');
    }
    closeAll();
    shown = mode === 'new_tab' && tab ? showTab(session, target, tab) : showOverlay(session, target);
  }

  // -- what the checkout says of itself

  function completed(now, detail) {
    now.session.over = true;
    var goes = tell(now.target, 'completed', detail);
    // A tab goes to the shop by itself.
    if (goes && !now.inTab && isWebAddress(detail.redirect_url)) {
      setTimeout(function () {
        location.assign(detail.redirect_url);
      }, LEAVE_MS);
    }
  }

  function cancelled(now, detail) {
    now.session.over = true;
    if (!tell(now.target, 'cancelled', detail)) {
      return;
    }
    closeShown();
    if (!now.inTab && isWebAddress(detail.redirect_url) && !isThisPage(detail.redirect_url)) {
      location.assign(detail.redirect_url);
    }
  }

  window.addEventListener('message', function (event) {
    var detail = event.data;
    // Any page can send messages: ours come from the API's origin, and from the very window that shows the checkout.
    if (event.origin !== origin || !shown || event.source !== shown.view()) {
      return;
    }
    if (!detail || detail.source !== 'satsrail' || detail.checkout_id !== shown.session.token) {
      return;
    }
    switch (detail.type) {
      case 'satsrail:ready':
        shown.focus();
        tell(shown.target, 'ready', detail);
        break;
      case 'satsrail:completed':
        completed(shown, detail);
        break;
      case 'satsrail:cancelled':
        cancelled(shown, detail);
        break;
      case 'satsrail:expired':
        shown.session.over = true; // the customer reads why, and closes it
        tell(shown.target, 'expired', detail);
        break;
      case 'satsrail:close':
        closeShown();
        break;
    }
  });

  // -- opening a checkout

  function failure(message, status, code) {
    var error = new Error(message);
    error.status = status || 0;
    error.code = code || 'network';
    return error;
  }

  function reasonOf(status, answer) {
    var error = (answer && answer.error) || {};
    if (status === 429) {
      var wait = error.retry_after ? ' Try again in ' + error.retry_after + ' seconds.' : ' Try again in a moment.';
      return failure('Too many requests.' + wait, status, error.code);
    }
    var text = error.message || 'the answer was ' + status;
    if (error.details && error.details.length > 0) {
      text = error.details.join('. ');
    }
    return failure('The checkout could not be opened: ' + text + '.', status, error.code || 'http_' + status);
  }

  function create(fields) {
    var abort = new AbortController();
    var timer = setTimeout(function () {
      abort.abort();
    }, ANSWER_MS);
    return fetch(origin + '/api/v1/checkout_sessions', {
      method: 'POST',
      mode: 'cors',
      credentials: 'omit',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(fields),
      signal: abort.signal,
    })
      .then(
        function (response) {
          return response
            .json()
            .catch(function () {
              return null;
            })
            .then(function (answer) {
              if (!response.ok || !answer || !answer.token) {
                throw reasonOf(response.status, answer);
              }
              return answer;
            });
        },
        function () {
          throw failure('The payment service did not answer. Check your connection and try again.');
        }
      )
      .finally(function () {
        clearTimeout(timer);
      });
  }

  // -- the button

  function settingsOf(tag) {
    var read = function (name) {
      return (tag.getAttribute('data-' + name) || '').trim();
    };
    return {
      key: read('key'),
      product: read('product'),
      amount: read('amount'),
      mode: read('mode'),
      currency: read('currency'),
      label: read('label') || LABEL,
      successUrl: read('success-url'),
      cancelUrl: read('cancel-url'),
    };
  }

  // What the shop's author has to mend; empty when nothing is wrong.
  function mistakeIn(settings) {
    if (/^sk_/.test(settings.key)) {
      return 'data-key is a secret key, which must never stand in a page. Use the publishable key (pk_...).';
    }
    if (!/^pk_(live|test)_[0-9A-Za-z]+$/.test(settings.key)) {
      return 'data-key must be a publishable key: pk_live_... or pk_test_...';
    }
    if (!settings.product && !settings.amount) {
      return 'data-product or data-amount is missing.';
    }
    if (!settings.product && !/^[1-9][0-9]*$/.test(settings.amount)) {
      return 'data-amount must be a whole number of cents: 5000 for $50.00.';
    }
    if (settings.mode && MODES.indexOf(settings.mode) < 0) {
      return 'data-mode must be ' + MODES.join(', ') + '.';
    }
    return '';
  }

  function pageAddress(given) {
    try {
      var url = new URL(given || location.href, location.href).href;
      return isWebAddress(url) ? url : undefined; // a page from a file has no address to come back to
    } catch (wrong) {
      return given;
    }
  }

  function fieldsOf(settings) {
    var fields = {
      publishable_key: settings.key,
      success_url: pageAddress(settings.successUrl),
      cancel_url: pageAddress(settings.cancelUrl),
    };
    if (settings.product) {
      fields.product_id = settings.product;
    } else {
      fields.amount = Number(settings.amount);
    }
    if (settings.currency) {
      fields.currency = settings.currency;
    }
    return fields;
  }

  function mount(tag) {
    var settings = settingsOf(tag);
    var place = element('span', 'satsrail-pay');
    var button = element('button', 'satsrail-pay-btn');
    var complaint = element('span', 'satsrail-pay-error');
    var session = null; // one that was closed unpaid is shown again
    button.type = 'button';
    button.textContent = settings.label;
    complaint.setAttribute('role', 'alert');
    place.appendChild(button);
    place.appendChild(complaint);
    if (tag.parentNode === document.head) {
      document.body.appendChild(place);
    } else {
      tag.parentNode.insertBefore(place, tag.nextSibling);
    }

    var mistake = mistakeIn(settings);
    if (mistake) {
      button.disabled = true;
      button.textContent = 'Payment unavailable';
      complaint.textContent = mistake;
      console.error('pay.js: ' + mistake);
      tell(button, 'error', { source: 'satsrail', type: 'satsrail:error', code: 'invalid_settings', message: mistake, status: 0 });
      return;
    }

    function busy(is) {
      button.disabled = is;
      button.setAttribute('aria-busy', String(is));
      button.textContent = is ? 'Opening checkout…' : settings.label;
    }

    function isStillOpen() {
      return session && !session.over && Date.parse(session.expires_at) > Date.now();
    }

    function failed(error, tab) {
      if (tab) {
        tab.close();
      }
      busy(false);
      button.textContent = 'Try again';
      complaint.textContent = error.message;
      tell(button, 'error', {
        source: 'satsrail', type: 'satsrail:error', code: error.code, message: error.message, status: error.status,
      });
    }

    button.addEventListener('click', function () {
      complaint.textContent = '';
      var tab = settings.mode === 'new_tab' ? window.open('', '_blank') : null;
      if (isStillOpen()) {
        button.textContent = settings.label;
        show(session, settings.mode || session.checkout_mode || 'iframe', button, tab);
        return;
      }
      busy(true);
      create(fieldsOf(settings)).then(
        function (answer) {
          session = answer;
          var mode = settings.mode || answer.checkout_mode || 'iframe';
          if (mode !== 'redirect') {
            busy(false);
            button.focus({ preventScroll: true });
          }
          show(session, mode, button, tab);
        },
        function (error) {
          failed(error, tab);
        }
      );
    });

    // Back from a checkout in place of this page, which the browser has kept as it was.
    window.addEventListener('pageshow', function (event) {
      if (event.persisted) {
        busy(false);
      }
    });
  }

  // -- for scripts: SatsRail.open(token) shows a checkout that the shop's server has made; SatsRail.on('completed', …)
  // hears of every checkout of the page

  if (!window.SatsRail) {
    addStyle();
    window.SatsRail = {
      open: function (token, options) {
        show({ token: String(token) }, (options && options.mode) || 'iframe', document);
      },
      close: closeAll,
      // Returns what stops it.
      on: function (type, listener) {
        var name = String(type).indexOf('satsrail:') === 0 ? String(type) : 'satsrail:' + type;
        var hear = function (event) {
          listener(event.detail, event);
        };
        document.addEventListener(name, hear);
        return function () {
          document.removeEventListener(name, hear);
        };
      },
    };
  }

  // A tag without any of these brings the functions above, and no button.
  var wantsButton = ['key', 'product', 'amount'].some(function (name) {
    return script.hasAttribute('data-' + name);
  });
  if (wantsButton) {
    var tag = script;
    if (tag.parentNode === document.head && !document.body) {
      document.addEventListener('DOMContentLoaded', function () {
        mount(tag);
      });
    } else {
      mount(tag);
    }
  }
})();
