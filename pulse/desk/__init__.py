"""The trustee's own desk: makes keys, counts, deletes keys; with files alone, on the trustee's own machine."""
