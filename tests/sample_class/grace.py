# rest: blank
# Handed in as it came: nothing solved.

