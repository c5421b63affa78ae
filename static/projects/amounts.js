// Reads an amount as it was typed, exactly as the server does (projects/amounts.py): a table of
// spellings in the tests holds the two together. What is refused is told by the server alone.

const INVISIBLE =
  "\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b-\\u200f\\u202a-\\u202e" +
  "\\u2060-\\u2064\\u2066-\\u2069\\u3164\\ufeff\\uffa0";
const SPACES = " \\t-\\r\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const ENDS = new RegExp(`^[${INVISIBLE}${SPACES}]+|[${INVISIBLE}${SPACES}]+$`, "g");
const ACCEPTED = /^(?:([1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.(\d*))?|\.(\d+))$/;
const SIGNS = {
  "．": ".", "，": ",", "﹐": ",", "％": "%", "－": "-", "＋": "+", "（": "(", "）": ")", "／": "/",
};
const DECIMALS = 2;
const WHOLE_DIGITS = 12n;

function trimmed(text) {
  return text.replace(ENDS, "");
}

function ascii(text) {
  const digits = text.replace(/[０-９]/g, (digit) =>
    String.fromCharCode(digit.charCodeAt(0) - 0xfee0),
  );
  return digits.replace(/[．，﹐％－＋（）／]/g, (sign) => SIGNS[sign]);
}

// The amount as exact [numerator, denominator], or null for nothing and for what is refused: 1/3
// of something must not differ from itself.
export function readAmount(text, { isWhole = false, unit = "" } = {}) {
  const typed = ascii(trimmed(trimmed(text).replace(/^['’＇]+/, "")));
  const own = ascii(unit);
  const number = own && typed.endsWith(own) ? trimmed(typed.slice(0, -own.length)) : typed;
  const parts = number.match(ACCEPTED);
  if (!parts) return null;
  const whole = (parts[1] ?? "0").replaceAll(",", "");
  const decimals = (parts[2] ?? parts[3] ?? "").replace(/0+$/, "");
  if (decimals.length > (isWhole ? 0 : DECIMALS)) return null;
  if (BigInt(whole) >= 10n ** WHOLE_DIGITS) return null;
  return [BigInt(whole + decimals), 10n ** BigInt(decimals.length)];
}

// The amount in an input of the report form, which says of which kind it is.
export function amountIn(input) {
  const { whole, unit } = input.dataset;
  return readAmount(input.value, { isWhole: whole !== undefined, unit });
}
