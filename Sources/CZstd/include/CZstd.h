// The system's libzstd, one buffer at a time. Contexts are kept once a thread: making one for each blob costs more
// than compressing a small one.
#ifndef CAIRN_CZSTD_H
#define CAIRN_CZSTD_H
#include <stddef.h>

// Room that compressing length bytes never exceeds.
size_t cairn_zstd_bound(size_t length);

// Compresses into one frame without a checksum: whoever stores it authenticates it. The length of the result, or 0
// where capacity does not do; aborts where memory ran out.
size_t cairn_zstd_compress(int level, const void *in, size_t length, void *out, size_t capacity);

// Decompresses frames that are exactly the input. The length of the content, or -1 for damaged bytes and for more
// content than capacity.
long cairn_zstd_decompress(const void *in, size_t length, void *out, size_t capacity);

// The length that the first frame claims; -1 when it claims none, -2 for what is no frame. A claim, not yet true.
long long cairn_zstd_claimed_length(const void *in, size_t length);
#endif
