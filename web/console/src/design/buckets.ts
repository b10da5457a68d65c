// Keys of time buckets as the server sends them -> first instant (UTC) of the bucket, for axes and labels.
export function bucketStart(key: string): number {
  const week = /^(\d{4})-W(\d\d)$/.exec(key);
  if (week) {
    // ISO week: the week with the year's 4th of January is week 1; weeks start on Monday.
    const fourth = Date.UTC(Number(week[1]), 0, 4);
    const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * 86_400_000;
    return monday + (Number(week[2]) - 1) * 7 * 86_400_000;
  }
  const quarter = /^(\d{4})-Q([1-4])$/.exec(key);
  if (quarter) return Date.UTC(Number(quarter[1]), (Number(quarter[2]) - 1) * 3, 1);
  const month = /^(\d{4})-(\d\d)$/.exec(key);
  if (month) return Date.UTC(Number(month[1]), Number(month[2]) - 1, 1);
  const year = /^(\d{4})$/.exec(key);
  if (year) return Date.UTC(Number(year[1]), 0, 1);
  const hour = /^(\d{4}-\d\d-\d\d)[T ](\d\d)/.exec(key);
  if (hour) return Date.parse(`${hour[1]}T${hour[2]}:00:00Z`);
  return Date.parse(key);
}
