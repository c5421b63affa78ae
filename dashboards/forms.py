"""What dashboards are asked with: a day, and what to narrow lists to."""
