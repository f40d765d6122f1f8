package io.github.canarywave.adapter.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

import java.lang.reflect.Constructor;

/** Makes commands and hands them the session. */
record CommandFactory(Session session) implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
        for (Constructor<?> constructor : type.getDeclaredConstructors())
            if (constructor.getParameterCount() == 1
                    && constructor.getParameterTypes()[0] == Session.class)
                return type.cast(constructor.newInstance(session));
        return CommandLine.defaultFactory().create(type);
    }
}
