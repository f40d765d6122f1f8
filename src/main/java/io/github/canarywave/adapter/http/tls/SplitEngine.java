package io.github.canarywave.adapter.http.tls;

import java.nio.ByteBuffer;
import java.util.function.BiFunction;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * A server's engine that sends its ServerHello alone in a record. The JDK's packs what follows into
 * the same one, as RFC 5246, 6.2.1 allows, and Arduino for the ESP8266 ({@code
 * probeMaxFragmentLength}) then takes the server for one that cannot make small records. Records
 * are no part of what the handshake is signed over, so cutting one in two changes nothing else. As
 * thread-safe as the engine within.
 */
final class SplitEngine extends SSLEngine {
    private static final int HEADER = 5;
    private static final int HANDSHAKE = 22;
    private static final int SERVER_HELLO = 2;
    private static final int MESSAGE_HEADER = 4;

    private final SSLEngine engine;

    /** What waits for room at the receiver; empty once the first record has gone. */
    private ByteBuffer first = ByteBuffer.allocate(0);

    private boolean began;

    SplitEngine(SSLEngine engine) {
        this.engine = engine;
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target)
            throws SSLException {
        if (!began) {
            ByteBuffer record = ByteBuffer.allocate(getSession().getPacketBufferSize());
            SSLEngineResult result = engine.wrap(sources, offset, length, record);
            if (result.bytesProduced() == 0) return result;
            began = true;
            first = split(record.flip());
            if (first.remaining() <= target.remaining()) return taken(result, target);
            return new SSLEngineResult(
                    Status.BUFFER_OVERFLOW, HandshakeStatus.NEED_WRAP, result.bytesConsumed(), 0);
        }
        if (!first.hasRemaining()) return engine.wrap(sources, offset, length, target);
        if (first.remaining() > target.remaining())
            return new SSLEngineResult(Status.BUFFER_OVERFLOW, HandshakeStatus.NEED_WRAP, 0, 0);
        return taken(new SSLEngineResult(Status.OK, getHandshakeStatus(), 0, 0), target);
    }

    private SSLEngineResult taken(SSLEngineResult result, ByteBuffer target) {
        int bytes = first.remaining();
        target.put(first);
        return new SSLEngineResult(
                result.getStatus(), result.getHandshakeStatus(), result.bytesConsumed(), bytes);
    }

    /** The same bytes, with a header of its own for what follows a ServerHello. */
    static ByteBuffer split(ByteBuffer record) {
        int start = record.position();
        int body = record.remaining() - HEADER;
        if (body < MESSAGE_HEADER
                || record.get(start) != HANDSHAKE
                || record.getShort(start + 3) != body
                || record.get(start + HEADER) != SERVER_HELLO) return record;
        int hello =
                MESSAGE_HEADER
                        + ((record.get(start + HEADER + 1) & 0xff) << 16
                                | (record.getShort(start + HEADER + 2) & 0xffff));
        if (hello >= body) return record;
        ByteBuffer both = ByteBuffer.allocate(record.remaining() + HEADER);
        part(record, start + HEADER, hello, both);
        part(record, start + HEADER + hello, body - hello, both);
        return both.flip();
    }

    private static void part(ByteBuffer record, int from, int length, ByteBuffer to) {
        int start = record.position();
        to.put(record.get(start)).putShort(record.getShort(start + 1)).putShort((short) length);
        to.put(record.slice(from, length));
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length)
            throws SSLException {
        return engine.unwrap(source, targets, offset, length);
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        return first.hasRemaining() ? HandshakeStatus.NEED_WRAP : engine.getHandshakeStatus();
    }

    @Override
    public Runnable getDelegatedTask() {
        return engine.getDelegatedTask();
    }

    @Override
    public void closeInbound() throws SSLException {
        engine.closeInbound();
    }

    @Override
    public boolean isInboundDone() {
        return engine.isInboundDone();
    }

    @Override
    public void closeOutbound() {
        engine.closeOutbound();
    }

    @Override
    public boolean isOutboundDone() {
        return engine.isOutboundDone() && !first.hasRemaining();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return engine.getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return engine.getEnabledCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        engine.setEnabledCipherSuites(suites);
    }

    @Override
    public String[] getSupportedProtocols() {
        return engine.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return engine.getEnabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        engine.setEnabledProtocols(protocols);
    }

    @Override
    public SSLSession getSession() {
        return engine.getSession();
    }

    @Override
    public SSLSession getHandshakeSession() {
        return engine.getHandshakeSession();
    }

    @Override
    public void beginHandshake() throws SSLException {
        engine.beginHandshake();
    }

    @Override
    public void setUseClientMode(boolean mode) {
        engine.setUseClientMode(mode);
    }

    @Override
    public boolean getUseClientMode() {
        return engine.getUseClientMode();
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        engine.setNeedClientAuth(need);
    }

    @Override
    public boolean getNeedClientAuth() {
        return engine.getNeedClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        engine.setWantClientAuth(want);
    }

    @Override
    public boolean getWantClientAuth() {
        return engine.getWantClientAuth();
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        engine.setEnableSessionCreation(flag);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return engine.getEnableSessionCreation();
    }

    @Override
    public SSLParameters getSSLParameters() {
        return engine.getSSLParameters();
    }

    @Override
    public void setSSLParameters(SSLParameters parameters) {
        engine.setSSLParameters(parameters);
    }

    @Override
    public String getApplicationProtocol() {
        return engine.getApplicationProtocol();
    }

    @Override
    public String getHandshakeApplicationProtocol() {
        return engine.getHandshakeApplicationProtocol();
    }

    @Override
    public void setHandshakeApplicationProtocolSelector(
            BiFunction<SSLEngine, java.util.List<String>, String> selector) {
        engine.setHandshakeApplicationProtocolSelector(selector);
    }

    @Override
    public BiFunction<SSLEngine, java.util.List<String>, String>
            getHandshakeApplicationProtocolSelector() {
        return engine.getHandshakeApplicationProtocolSelector();
    }
}
