"""What generateContent takes and answers, without the SDK: pure functions over JSON."""
