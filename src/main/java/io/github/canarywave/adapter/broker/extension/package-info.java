/**
 * The rules of a HiveMQ broker, the same whether it is embedded or stands alone. These classes are
 * also packed into a jar of their own that HiveMQ CE loads from its extension folder, where nothing
 * else of ours and no library but the extension SDK and its logging API is there.
 */
@NullMarked
package io.github.canarywave.adapter.broker.extension;

import org.jspecify.annotations.NullMarked;
